/** Names what answers are made of, and what changes, in the same words: a city's district rollups by UTC day, month and year. */
const LONGEST_BY_DAY_MS = 3 * 86_400_000;
const LONGEST_BY_MONTH_MS = 400 * 86_400_000;
const DAY_CHARACTERS = 'yyyy-mm-dd'.length;
const MONTH_CHARACTERS = 'yyyy-mm'.length;
const YEAR_CHARACTERS = 'yyyy'.length;

interface CityKey {
  readonly tenant: string;
  readonly city: string;
}

const tagOf = ({ tenant, city }: CityKey, time: number, characters: number) =>
  `rollups:${tenant}/${city}:${new Date(time).toISOString().slice(0, characters)}`;

/** What an answer about windows that start in [from, to) is made of; milliseconds since 1970 UTC. */
export function tagsOfRange(city: CityKey, from: number, to: number): readonly string[] {
  const length = to - from;
  if (length <= LONGEST_BY_DAY_MS) return steps(city, from, to, DAY_CHARACTERS, 86_400_000);
  if (length <= LONGEST_BY_MONTH_MS) return steps(city, from, to, MONTH_CHARACTERS, 27 * 86_400_000);
  return steps(city, from, to, YEAR_CHARACTERS, 364 * 86_400_000);
}

function steps(
  city: CityKey,
  from: number,
  to: number,
  characters: number,
  stepMs: number,
): readonly string[] {
  const tags = new Set<string>();
  for (let time = from; time < to; time += stepMs) tags.add(tagOf(city, time, characters));
  if (to > from) tags.add(tagOf(city, to - 1, characters));
  return [...tags];
}

/** What these windows change. */
export function tagsOfChanges(
  windows: Iterable<CityKey & { readonly windowStart: number }>,
): readonly string[] {
  const tags = new Set<string>();
  let last: (CityKey & { readonly day: number }) | undefined;
  for (const { tenant, city, windowStart } of windows) {
    const day = Math.floor(windowStart / 86_400_000);
    if (last?.day === day && last.city === city && last.tenant === tenant) continue;
    last = { tenant, city, day };
    for (const characters of [DAY_CHARACTERS, MONTH_CHARACTERS, YEAR_CHARACTERS])
      tags.add(tagOf(last, windowStart, characters));
  }
  return [...tags];
}
