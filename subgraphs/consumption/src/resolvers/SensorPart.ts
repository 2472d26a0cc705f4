import type { Resolution } from '@citywatt/measurement-store/rows';
import type { SensorPartResolvers } from '../generated/resolver-types.generated.ts';
import { qualityName } from '../lineage/presented-lineage.ts';
import { badInput, wordOf } from '../series/asked-range.ts';
import { energyKwh, presentCounts, presentSeries } from '../series/presented-series.ts';
import { sensorSeriesOf } from './sensor-series.ts';
import { type Sources, viewOf } from './sources.ts';

const FINER: Readonly<Record<Resolution, Resolution>> = {
  day: 'hour',
  hour: 'quarter-hour',
  'quarter-hour': 'quarter-hour',
  minute: 'quarter-hour',
};

export const sensorPartResolvers = (sources: Sources): SensorPartResolvers => ({
  sensor: ({ window }) => window.place,
  energyKwh: ({ part }) => energyKwh(part.energyMilliwattHours),
  quality: ({ part }) => qualityName(part.quality),
  readingCounts: ({ part }) => presentCounts(part.qualityCounts),
  measuredShare({ part: { energyMilliwattHours, measuredMilliwattHours } }) {
    if (energyMilliwattHours === 0) return null;
    return Math.min(1, Math.max(0, measuredMilliwattHours / energyMilliwattHours));
  },
  async consumption({ window }, args, context) {
    const { place, start: from, end: to } = window;
    const resolution = args.resolution ? wordOf<Resolution>(args.resolution) : FINER[window.resolution];
    if (resolution === 'minute') throw badInput('the finest resolution that is kept here is QUARTER_HOUR');
    const range = { from, to, resolution };
    const series = presentSeries(
      await sensorSeriesOf(sources, place, range, context),
      range,
      viewOf(sources, place, undefined),
    );
    return { ...series, comparison: null };
  },
});
