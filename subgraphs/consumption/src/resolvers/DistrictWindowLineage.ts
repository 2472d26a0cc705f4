import { connectionOf, readPage } from '@citywatt/subgraph-server/connection';
import type { DistrictWindowLineageResolvers } from '../generated/resolver-types.generated.ts';
import { qualityName } from '../lineage/presented-lineage.ts';
import { energyKwh, presentCounts } from '../series/presented-series.ts';
import { numberAfter } from './number-after.ts';
import { windowResolvers } from './SensorWindowLineage.ts';
import type { Sources } from './sources.ts';
import { sensorLineage } from './window-lineage.ts';

const PARTS = 20;

export const districtWindowLineageResolvers = (sources: Sources): DistrictWindowLineageResolvers => ({
  ...windowResolvers,
  district: ({ window }) => window.place,
  energyKwh: ({ made }) => energyKwh(made.energyMilliwattHours),
  quality: ({ made }) => qualityName(made.quality),
  readingCounts: ({ made }) => presentCounts(made.qualityCounts),
  async parts({ window }, args, context) {
    const page = readPage(args, PARTS);
    const after = numberAfter(page.after);
    const { sensors } = sources.places.registers(window.place);
    const behind = sensors.filter((number) => number > after);
    const asked = behind.slice(0, page.first);
    const parts = await Promise.all(
      asked.map((number) =>
        sensorLineage(sources, { ...window, place: { ...window.place, number } }, context),
      ),
    );
    const { edges, pageInfo, totalCount } = connectionOf(
      behind.slice(0, page.first + 1),
      page,
      sensors.length,
      String,
    );
    // A cursor is of a sensor asked for: one without any reading in the window is passed over, not met again.
    const found = edges.flatMap(({ cursor }, index) => {
      const node = parts[index];
      return node ? [{ cursor, node }] : [];
    });
    return { nodes: found.map(({ node }) => node), edges: found, pageInfo, totalCount };
  },
});
