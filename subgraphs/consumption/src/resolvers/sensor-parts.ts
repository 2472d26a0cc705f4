import type { PartsPage } from '@citywatt/measurement-store/sensor-parts';
import { type Connection, connectionOf, readPage } from '@citywatt/subgraph-server/connection';
import type { SubgraphContext } from '@citywatt/subgraph-server/context';
import type { DistrictSensorPartsArgs, RequireFields } from '../generated/resolver-types.generated.ts';
import { askedWindow } from '../lineage/asked-window.ts';
import type { DistrictPlace, SensorPartMapper } from '../mappers.ts';
import { tagSeries } from '../series/answer-tags.ts';
import { badInput } from '../series/asked-range.ts';
import type { Sources } from './sources.ts';

const PARTS = 20;

/** One page of a window's sensors, the largest first. */
export async function sensorPartsOf(
  sources: Sources,
  place: DistrictPlace,
  args: RequireFields<DistrictSensorPartsArgs, 'start' | 'resolution'>,
  context: SubgraphContext,
): Promise<Connection<SensorPartMapper>> {
  const window = askedWindow(args, place.city);
  const { start, end, resolution } = window;
  if (resolution === 'minute') throw badInput('the finest resolution that is kept here is QUARTER_HOUR');
  tagSeries(context, place.city, { from: start, to: end, resolution });
  const page = readPage(args, PARTS);
  const after = partAfter(page.after);
  const asked = { first: page.first + 1, ...(after === undefined ? {} : { after }) };
  const { parts, sensors, energyMilliwattHours } = await sources
    .loaders(context)
    .parts(place, { start, end, resolution }, asked);
  const nodes = parts.map((part) => ({
    window: { ...window, place: { ...place, number: part.sensorNumber } },
    part,
    share: energyMilliwattHours === 0 ? null : part.energyMilliwattHours / energyMilliwattHours,
  }));
  return connectionOf(
    nodes,
    page,
    sensors,
    ({ part }) => `${part.energyMilliwattHours}/${part.sensorNumber}`,
  );
}

function partAfter(cursor: string | undefined): PartsPage['after'] {
  if (cursor === undefined) return undefined;
  const [, energy, number] = /^(-?\d{1,16})\/(\d{1,9})$/.exec(cursor) ?? [];
  if (energy === undefined) throw badInput('after is not a cursor of this connection');
  return { energyMilliwattHours: Number(energy), sensorNumber: Number(number) };
}
