import { computed, type Ref } from 'vue';
import { daysAway, rangeInCity } from '../../../clock/city-time.ts';
import type { PageClock } from '../../../clock/page-clock.ts';
import { LoadSeriesDocument } from '../../../generated/graphql.ts';
import { ask } from '../../../graph/query-client.ts';
import { type Answer, useAnswer } from '../../../graph/use-answer.ts';
import type { CityOutline } from '../city-outline.ts';
import type { ChartLines } from './chart-columns.ts';
import { type ChartRange, chartSpans } from './chart-range.ts';
import { loadLine } from './load-line.ts';

export function useLoadLines(
  city: CityOutline,
  clock: PageClock,
  nowMs: Readonly<Ref<number | undefined>>,
  range: Readonly<Ref<ChartRange>>,
): Answer<ChartLines> {
  const known = computed(() => nowMs.value !== undefined);
  return useAnswer({
    clock,
    subject: () => (known.value ? range.value : undefined),
    everyMs: () => chartSpans[range.value].askedEveryMs,
    ask: async () => {
      const span = chartSpans[range.value];
      const now = nowMs.value ?? Date.now();
      const [from, to] = [now - span.behindMs - span.resolutionMs, now + span.resolutionMs];
      // A window more on both sides, or the lines would end before the plot does.
      const before = (days: number) => {
        const margin = span.comparisonMs;
        const [start, end] = [from - margin, now + span.aheadMs + 2 * margin];
        const moved = [daysAway(start, days, city.timeZone), daysAway(end, days, city.timeZone)] as const;
        return {
          range: rangeInCity(moved[0], moved[1], city.timeZone),
          shiftMs: now - daysAway(now, days, city.timeZone),
        };
      };
      const [day, week] = [before(-1), before(-7)];
      const answer = await ask(LoadSeriesDocument, {
        slug: city.slug,
        range: rangeInCity(from, to, city.timeZone),
        resolution: span.resolution,
        dayBefore: day.range,
        weekBefore: week.range,
        comparisonResolution: span.comparisonResolution,
      });
      const never = { points: [] };
      const { load, dayBefore, weekBefore } = answer.city ?? {
        load: never,
        dayBefore: never,
        weekBefore: never,
      };
      return {
        load: loadLine(load.points, span.resolutionMs, now),
        dayBefore: loadLine(dayBefore.points, span.comparisonMs, now, day.shiftMs),
        weekBefore: loadLine(weekBefore.points, span.comparisonMs, now, week.shiftMs),
      };
    },
  });
}
