import { type ComputedRef, computed, type Ref } from 'vue';
import { daysAway, rangeInCity, startOfDay } from '../../../clock/city-time.ts';
import type { PageClock } from '../../../clock/page-clock.ts';
import { endOfWindow } from '../../../clock/windows.ts';
import { DistrictPeaksDocument } from '../../../generated/graphql.ts';
import { ask } from '../../../graph/query-client.ts';
import { useAnswer } from '../../../graph/use-answer.ts';
import type { CityOutline } from '../city-outline.ts';

/** The graph gives at most 2,000 windows of a range: twenty days of quarter hours. */
const PEAK_DAYS = 14;
const WINDOW_MS = 900_000;
const EVERY_MS = 900_000;

/** Each district's highest quarter hour of fourteen days; asked for only once the map shows it. */
export function usePeaks(
  city: CityOutline,
  clock: PageClock,
  nowMs: Readonly<Ref<number | undefined>>,
  wanted: () => boolean,
): ComputedRef<ReadonlyMap<string, number>> {
  const answer = useAnswer({
    clock,
    subject: () => (wanted() && nowMs.value !== undefined ? city.slug : undefined),
    ask: async () => {
      const now = nowMs.value ?? Date.now();
      const from = startOfDay(daysAway(now, -PEAK_DAYS, city.timeZone), city.timeZone);
      const range = rangeInCity(from, endOfWindow(now, WINDOW_MS), city.timeZone);
      return (await ask(DistrictPeaksDocument, { slug: city.slug, range })).city?.districts.nodes ?? [];
    },
    everyMs: () => EVERY_MS,
  });
  return computed(() => {
    const peaks = new Map<string, number>();
    for (const { id, peak } of answer.data.value ?? []) if (peak !== null) peaks.set(id, peak.averagePowerKw);
    return peaks;
  });
}
