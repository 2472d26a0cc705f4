import { meanWatts } from '@citywatt/consumption-windows/contribution';
import { QUARTER_HOUR_MS } from '@citywatt/measurement-store/windows';
import type { CityInput } from '@citywatt/reading-stream/city-input';
import type { CityState, CityWindow } from '../state/city-state.ts';
import { districtAfter } from './district.machine.ts';
import { loadBand } from './load-band.ts';
import type { ActorContext } from './outbox.ts';
import { versionOf } from './version.ts';

/** Windows a city keeps: two days, so that a district that comes back late still finds them. */
const KEPT_MS = 172_800_000;

/**
 * Takes absolute district windows; the highest version of each stays, so repeats and disorder change nothing. A
 * city's window closes when every district that has it, or had the one before, has closed it.
 */
export function applyCityInput(context: ActorContext, city: CityState, input: CityInput): void {
  for (const [index, district] of input.district.entries()) {
    const start = input.windowStart[index]!;
    let districts = city.windows.get(start);
    if (!districts) {
      districts = new Map();
      city.windows.set(start, districts);
    }
    const known = districts.get(district);
    if (known && BigInt(known.version) >= BigInt(input.version[index]!)) continue;
    districts.set(district, {
      energyMilliwattHours: input.energyMilliwattHours[index]!,
      closed: input.closed[index]!,
      version: input.version[index]!,
    });
  }
  closeWindows(context, city);
}

function closeWindows(context: ActorContext, city: CityState) {
  const starts = [...city.windows.keys()].sort((a, b) => a - b);
  const newest = starts.at(-1);
  if (newest === undefined) return;
  for (const start of starts) {
    const end = start + QUARTER_HOUR_MS;
    if (end <= city.closedUntil) continue;
    const districts = city.windows.get(start)!;
    if (!everyDistrictClosed(city, start, districts)) break;
    close(context, city, start, districts);
    city.closedUntil = end;
  }
  for (const start of starts) if (start < newest - KEPT_MS) city.windows.delete(start);
}

function everyDistrictClosed(
  city: CityState,
  start: number,
  districts: ReadonlyMap<string, CityWindow>,
): boolean {
  for (const window of districts.values()) if (!window.closed) return false;
  const before = city.windows.get(start - QUARTER_HOUR_MS);
  for (const district of before?.keys() ?? []) {
    // One that went silent would hold the city's windows open: a later window of it says that this one stays empty.
    if (!districts.has(district) && !closedLater(city, district, start)) return false;
  }
  return true;
}

function closedLater(city: CityState, district: string, start: number): boolean {
  for (const [other, districts] of city.windows) {
    if (other > start + QUARTER_HOUR_MS * 8) return true;
    if (other > start && districts.has(district)) return true;
  }
  return false;
}

function close(
  context: ActorContext,
  city: CityState,
  start: number,
  districts: ReadonlyMap<string, CityWindow>,
) {
  let energyMilliwattHours = 0;
  for (const window of districts.values()) energyMilliwattHours += window.energyMilliwattHours;
  const end = start + QUARTER_HOUR_MS;
  const watts = meanWatts(energyMilliwattHours, QUARTER_HOUR_MS);
  const common = {
    eventTime: end,
    version: versionOf(context.generation, context.sequence).toString(),
    tenant: city.tenant,
    city: city.city,
    district: '',
  };
  context.outbox.event(context.partition, {
    type: 'window.closed',
    id: `window.closed:${city.tenant}/${city.city}/:quarter-hour:${start}`,
    ...common,
    resolution: 'quarter-hour',
    windowStart: start,
    energyMilliwattHours,
  });
  city.peaks.add(end, watts);
  const from = city.machine.load;
  const band = loadBand(watts, city.peaks.reference, from);
  if (band === from) return;
  city.machine = districtAfter(city.machine, { type: 'band.crossed', band });
  context.outbox.event(context.partition, {
    type: 'load.bandChanged',
    id: `load.bandChanged:${city.tenant}/${city.city}/:${start}`,
    ...common,
    from,
    to: band,
    liveLoadWatts: watts,
  });
}
