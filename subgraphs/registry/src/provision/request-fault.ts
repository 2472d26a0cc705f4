import type { ProvisionRequest } from '@citywatt/sensor-directory/provision';

/** What is wrong with a request that has the right shape, in words for whoever sent it. */
export function faultOf(request: ProvisionRequest): string | undefined {
  if (!isTimeZone(request.city.timeZone))
    return `city ${request.city.city}: ${JSON.stringify(request.city.timeZone)} is not an IANA time zone`;
  const districts = new Set<string>();
  const sensors = new Map<string, string>();
  for (const { district, boundary, sensors: wanted } of request.districts) {
    if (districts.has(district)) return `district ${district} is named twice`;
    districts.add(district);
    if (boundary && boundary.length > 0 && !isClosedRing(boundary))
      return `district ${district}: its boundary is not a ring of at least four points whose last is its first`;
    for (const { name } of wanted) {
      const other = sensors.get(name);
      if (other !== undefined)
        return `sensor ${JSON.stringify(name)} is named twice, in ${other} and ${district}`;
      sensors.set(name, district);
    }
  }
  return undefined;
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

function isClosedRing(ring: readonly (readonly [number, number])[]): boolean {
  const [first, last] = [ring[0]!, ring.at(-1)!];
  return ring.length >= 4 && first[0] === last[0] && first[1] === last[1];
}
