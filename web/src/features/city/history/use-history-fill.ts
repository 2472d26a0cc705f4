import { type ComputedRef, computed, type ShallowRef } from 'vue';
import type { PageClock } from '../../../clock/page-clock.ts';
import { CityHistoryFillDocument, type CityHistoryFillQuery } from '../../../generated/graphql.ts';
import { ask } from '../../../graph/query-client.ts';
import { useAnswer } from '../../../graph/use-answer.ts';
import type { CityOutline } from '../city-outline.ts';

const FILLING_EVERY_MS = 3_000;
const ABSENT_EVERY_MS = 15_000;
/** What has been sent to be filled may still be on its way into the sums. */
const SETTLES_MS = 86_400_000;

export type Fill = NonNullable<NonNullable<CityHistoryFillQuery['city']>['historyFill']>;

export interface HistoryFillState {
  readonly fill: Readonly<ShallowRef<Fill | undefined>>;
  /** The first moment that sums can be compared with; undefined while that is not known. */
  readonly wholeFromMs: ComputedRef<number | undefined>;
}

export function wholeFrom(fill: Fill | undefined): number {
  if (fill === undefined || fill.complete) return Number.NEGATIVE_INFINITY;
  return Date.parse(fill.filledFrom) + SETTLES_MS;
}

export function useHistoryFill(city: CityOutline, clock: PageClock): HistoryFillState {
  const answer = useAnswer({
    clock,
    subject: () => city.id,
    ask: async () => ({
      fill: (await ask(CityHistoryFillDocument, { slug: city.slug })).city?.historyFill ?? undefined,
    }),
    everyMs: ({ fill }) =>
      fill === undefined ? ABSENT_EVERY_MS : fill.complete ? undefined : FILLING_EVERY_MS,
  });
  return {
    fill: computed(() => answer.data.value?.fill),
    wholeFromMs: computed(() =>
      answer.data.value === undefined ? undefined : wholeFrom(answer.data.value.fill),
    ),
  };
}
