import { computed, type Ref } from 'vue';
import { rangeInCity } from '../../../clock/city-time.ts';
import type { PageClock } from '../../../clock/page-clock.ts';
import { LoadSeriesDocument } from '../../../generated/graphql.ts';
import { ask } from '../../../graph/query-client.ts';
import { type Answer, useAnswer } from '../../../graph/use-answer.ts';
import type { CityOutline } from '../city-outline.ts';
import { type AskedRange, askedRanges } from './asked-ranges.ts';
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
      const { load: shown, dayBefore: day, weekBefore: week } = askedRanges(span, now, city.timeZone);
      const inCity = ({ fromMs, toMs }: AskedRange) => rangeInCity(fromMs, toMs, city.timeZone);
      const answer = await ask(LoadSeriesDocument, {
        slug: city.slug,
        range: inCity(shown),
        resolution: span.resolution,
        dayBefore: inCity(day),
        weekBefore: inCity(week),
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
