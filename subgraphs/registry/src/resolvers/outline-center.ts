type Ring = readonly (readonly [number, number])[];

/** The centre of gravity of an outline; null without one. Degrees are taken as plane, as a district is small. */
export function outlineCenter(ring: Ring): { latitude: number; longitude: number } | null {
  const origin = ring[0];
  if (!origin) return null;
  let [doubleArea, longitude, latitude] = [0, 0, 0];
  for (let i = 1; i < ring.length; i++) {
    // From the first point: at 38 degrees the products would eat the digits that tell one district from another.
    const [x1, y1] = [ring[i - 1]![0] - origin[0], ring[i - 1]![1] - origin[1]];
    const [x2, y2] = [ring[i]![0] - origin[0], ring[i]![1] - origin[1]];
    const cross = x1 * y2 - x2 * y1;
    doubleArea += cross;
    longitude += (x1 + x2) * cross;
    latitude += (y1 + y2) * cross;
  }
  if (doubleArea === 0) return { latitude: origin[1], longitude: origin[0] };
  return {
    latitude: origin[1] + latitude / (3 * doubleArea),
    longitude: origin[0] + longitude / (3 * doubleArea),
  };
}
