import { localTimeWriter } from '@citywatt/measurement-store/series-local-time';
import type { HeldReading } from '@citywatt/reading-stream/held-list';
import type { HeldStream } from '@citywatt/reading-stream/stored-messages';
import { globalId } from '@citywatt/subgraph-server/global-id';
import type { HeldReading as PresentedReading } from '../generated/resolver-types.generated.ts';
import { amountOf } from '../lineage/presented-lineage.ts';
import type { CityPlace, SensorPlace } from '../mappers.ts';
import type { Places } from '../places.ts';
import { nameOf } from '../series/asked-range.ts';
import { heldIdOf } from './held-id.ts';

export interface PresentedHeld extends Omit<PresentedReading, 'sensor'> {
  readonly sensor: SensorPlace | null;
}

export function presentHeld(
  stream: HeldStream,
  reading: HeldReading,
  city: CityPlace,
  places: Places,
): PresentedHeld {
  const { held, index } = reading;
  const { tenant, district, kind, intervalMs } = held;
  const write = localTimeWriter(city.calendar.timeZone);
  const number = held.sensorNumbers[index]!;
  const end = held.times[index]!;
  const isKnown = places.hasSensor(tenant, held.city, district, number);
  return {
    id: heldIdOf(stream, reading),
    reason: nameOf(held.reason),
    sensor: isKnown ? { city, district, number } : null,
    districtId: globalId('District', [tenant, held.city, district]),
    sensorNumber: number,
    register: held.register,
    kind: nameOf(kind),
    start: write(end - intervalMs),
    end: write(end),
    ...amountOf(kind, held.values[index]!),
    quality: nameOf(held.quality),
    ingestTime: write(held.ingestTime),
    sequence: String(held.sequence),
    position: held.positions[index]!,
  };
}
