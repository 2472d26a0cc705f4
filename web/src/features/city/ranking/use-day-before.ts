import { type ComputedRef, computed, type Ref } from 'vue';
import { daysAway, rangeInCity } from '../../../clock/city-time.ts';
import type { PageClock } from '../../../clock/page-clock.ts';
import { DistrictDayDocument } from '../../../generated/graphql.ts';
import { ask } from '../../../graph/query-client.ts';
import { useAnswer } from '../../../graph/use-answer.ts';
import type { CityOutline } from '../city-outline.ts';

const QUARTER_MS = 900_000;
const EVERY_MS = 60_000;

/** The mean load of each district in the same quarter hour yesterday. */
export function useDayBefore(
  city: CityOutline,
  clock: PageClock,
  nowMs: Readonly<Ref<number | undefined>>,
): ComputedRef<ReadonlyMap<string, number>> {
  // Every zone in use is a whole number of quarter hours from UTC.
  const quarter = computed(() =>
    nowMs.value === undefined ? undefined : Math.floor(nowMs.value / QUARTER_MS) * QUARTER_MS,
  );
  const answer = useAnswer({
    clock,
    subject: () => (quarter.value === undefined ? undefined : String(quarter.value)),
    ask: async () => {
      const from = daysAway(quarter.value ?? 0, -1, city.timeZone);
      const range = rangeInCity(from, from + QUARTER_MS, city.timeZone);
      return (await ask(DistrictDayDocument, { slug: city.slug, day: range })).city?.districts.nodes ?? [];
    },
    everyMs: (nodes) => (nodes.some((node) => node.consumption.points.length === 0) ? EVERY_MS : undefined),
  });
  return computed(() => {
    const before = new Map<string, number>();
    for (const { id, consumption } of answer.data.value ?? []) {
      const point = consumption.points[0];
      if (point !== undefined) before.set(id, point.averagePowerKw);
    }
    return before;
  });
}
