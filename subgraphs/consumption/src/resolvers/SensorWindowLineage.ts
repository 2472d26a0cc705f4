import { localTimeWriter } from '@citywatt/measurement-store/series-local-time';
import { connectionOf, readPage } from '@citywatt/subgraph-server/connection';
import type { SensorWindowLineageResolvers } from '../generated/resolver-types.generated.ts';
import { presentReading, presentSpan, qualityName } from '../lineage/presented-lineage.ts';
import type { AskedWindow, CityPlace, DistrictPlace } from '../mappers.ts';
import { nameOf } from '../series/asked-range.ts';
import { energyKwh } from '../series/presented-series.ts';
import { numberAfter } from './number-after.ts';
import { cityOf } from './sources.ts';

const SPANS = 20;

export const zoneOf = ({ place }: { readonly place: CityPlace | DistrictPlace }) =>
  cityOf(place).calendar.timeZone;

/** What lineages of sensors, districts and cities say of their window alike. */
export const windowResolvers = {
  start: ({ window }: WithWindow) => localTimeWriter(zoneOf(window))(window.start),
  end: ({ window }: WithWindow) => localTimeWriter(zoneOf(window))(window.end),
  resolution: ({ window }: WithWindow) =>
    nameOf<'MINUTE' | 'QUARTER_HOUR' | 'HOUR' | 'DAY'>(window.resolution),
  asOf: ({ window }: WithWindow) =>
    window.asOf === undefined ? null : localTimeWriter(zoneOf(window))(window.asOf),
};

interface WithWindow {
  readonly window: AskedWindow & { readonly place: CityPlace | DistrictPlace };
}

export const sensorWindowLineageResolvers: SensorWindowLineageResolvers = {
  ...windowResolvers,
  sensor: ({ window }) => window.place,
  energyKwh: ({ lineage }) => energyKwh(lineage.energyMilliwattHours),
  quality: ({ lineage }) => qualityName(lineage.quality),
  spans({ window, lineage }, args) {
    const page = readPage(args, SPANS);
    const from = numberAfter(page.after) + 1;
    const spans = lineage.spans
      .slice(from, from + page.first + 1)
      .map((span, index) => ({ ...presentSpan(span, zoneOf(window)), index: from + index }));
    return connectionOf(spans, page, lineage.spans.length, (span) => String(span.index));
  },
  stopped: ({ window, lineage }) => lineage.stopped.map((reading) => presentReading(reading, zoneOf(window))),
};
