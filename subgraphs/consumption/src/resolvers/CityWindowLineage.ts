import type { CityWindowLineageResolvers } from '../generated/resolver-types.generated.ts';
import { qualityName } from '../lineage/presented-lineage.ts';
import { energyKwh, presentCounts } from '../series/presented-series.ts';
import { windowResolvers } from './SensorWindowLineage.ts';

export const cityWindowLineageResolvers: CityWindowLineageResolvers = {
  ...windowResolvers,
  city: ({ window }) => window.place,
  energyKwh: ({ made }) => energyKwh(made.energyMilliwattHours),
  quality: ({ made }) => qualityName(made.quality),
  readingCounts: ({ made }) => presentCounts(made.qualityCounts),
  parts: ({ parts }) => [...parts],
};
