import { computed, type Ref } from 'vue';
import { dayOf, daysAway, isoInCity, rangeInCity } from '../../../clock/city-time.ts';
import type { PageClock } from '../../../clock/page-clock.ts';
import { CityDayDocument, type CityDayQuery } from '../../../generated/graphql.ts';
import { ask } from '../../../graph/query-client.ts';
import { type Answer, useAnswer } from '../../../graph/use-answer.ts';
import type { CityOutline } from '../city-outline.ts';

const EVERY_MS = 20_000;

export type CityDay = NonNullable<CityDayQuery['city']>;

/** Today, yesterday and the day a week ago by quarter hours; asked anew when the city's day changes. */
export function useCityDay(
  city: CityOutline,
  clock: PageClock,
  nowMs: Readonly<Ref<number | undefined>>,
): Answer<CityDay | undefined> {
  const start = computed(() =>
    nowMs.value === undefined ? undefined : isoInCity(dayOf(nowMs.value, city.timeZone)[0], city.timeZone),
  );
  return useAnswer({
    clock,
    subject: () => start.value,
    ask: async () => {
      const startMs = Date.parse(start.value ?? '');
      const whole = (days: number) => {
        const [from, to] = dayOf(daysAway(startMs, days, city.timeZone), city.timeZone);
        return rangeInCity(from, to, city.timeZone);
      };
      const variables = { slug: city.slug, day: whole(0), dayBefore: whole(-1), weekBefore: whole(-7) };
      return (await ask(CityDayDocument, variables)).city ?? undefined;
    },
    everyMs: () => EVERY_MS,
  });
}
