import type { Resolution as ResolutionWord } from '@citywatt/measurement-store/rows';
import {
  type Comparison as ComparisonWord,
  comparisonRange,
} from '@citywatt/measurement-store/series-comparison';
import {
  chooseResolution,
  type SeriesRange,
  TooManyWindowsError,
} from '@citywatt/measurement-store/series-range';
import { GraphQLError } from 'graphql';
import type { Comparison, InputMaybe, Resolution, TimeRange } from '../generated/resolver-types.generated.ts';

export const wordOf = <Word extends string>(name: string) => name.toLowerCase().replaceAll('_', '-') as Word;
export const nameOf = <Name extends string>(word: string) => word.toUpperCase().replaceAll('-', '_') as Name;

export interface AskedRange {
  readonly range: TimeRange;
  readonly resolution?: InputMaybe<Resolution>;
}

/**
 * The range in milliseconds with its resolution.
 * @throws {GraphQLError} BAD_USER_INPUT for one that is empty, TOO_MANY_POINTS for one that is too long.
 */
export function askedRange(
  { range, resolution }: AskedRange,
  finest: ResolutionWord = 'minute',
): SeriesRange {
  const from = Date.parse(range.from);
  const to = Date.parse(range.to);
  if (from >= to) throw badInput(`range.from (${range.from}) is not before range.to (${range.to})`);
  const asked = resolution == null ? undefined : wordOf<ResolutionWord>(resolution);
  if (asked === 'minute' && finest !== 'minute')
    throw badInput(`the finest resolution that is kept here is ${nameOf(finest)}`);
  return { from, to, resolution: fitting(asked, from, to, finest) };
}

function fitting(
  asked: ResolutionWord | undefined,
  from: number,
  to: number,
  finest: ResolutionWord,
): ResolutionWord {
  try {
    return chooseResolution(asked, from, to, finest);
  } catch (error) {
    if (!(error instanceof TooManyWindowsError)) throw error;
    const way = error.finest
      ? `ask for ${nameOf(error.finest)} or a shorter range`
      : 'ask for a shorter range';
    throw new GraphQLError(`${error.message}; ${way}`, {
      extensions: {
        code: error.code,
        points: error.windows,
        finestResolution: error.finest ? nameOf(error.finest) : null,
      },
    });
  }
}

/** The earlier range of the same resolution. */
export const comparedRange = (
  range: SeriesRange,
  compareWith: Comparison,
  timeZone: string,
): SeriesRange => ({
  resolution: range.resolution,
  ...comparisonRange(wordOf<ComparisonWord>(compareWith), range.from, range.to, timeZone),
});

export const badInput = (message: string) =>
  new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } });
