import type { Resolution as ResolutionWord } from '@citywatt/measurement-store/rows';
import { localTimeWriter } from '@citywatt/measurement-store/series-local-time';
import type { InputMaybe, Resolution } from '../generated/resolver-types.generated.ts';
import type { AskedWindow, CityPlace } from '../mappers.ts';
import { badInput, wordOf } from '../series/asked-range.ts';

/** The moment as of which is asked, milliseconds since 1970 UTC. @throws {GraphQLError} BAD_USER_INPUT for a future one. */
export function askedMoment(asOf: InputMaybe<string> | undefined): number | undefined {
  if (asOf == null) return undefined;
  const moment = Date.parse(asOf);
  if (moment > Date.now()) throw badInput(`asOf (${asOf}) is in the future`);
  return moment;
}

export interface WindowArguments {
  readonly start: string;
  readonly resolution: Resolution;
  readonly asOf?: InputMaybe<string>;
}

/** @throws {GraphQLError} BAD_USER_INPUT when no window of the resolution starts there. */
export function askedWindow({ start, resolution, asOf }: WindowArguments, city: CityPlace): AskedWindow {
  const word = wordOf<ResolutionWord>(resolution);
  const { calendar } = city;
  const time = Date.parse(start);
  const holding = calendar.windowStart(word, time);
  if (holding !== time) {
    const write = localTimeWriter(calendar.timeZone);
    throw badInput(`no ${resolution} starts at ${start}; the one that holds it starts at ${write(holding)}`);
  }
  return { start: time, end: calendar.windowEnd(word, time), resolution: word, asOf: askedMoment(asOf) };
}
