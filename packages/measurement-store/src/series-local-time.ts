import { Temporal } from 'temporal-polyfill';

interface OffsetSpan {
  readonly from: number;
  readonly to: number;
  readonly offsetMs: number;
  readonly text: string;
}

/** Writes instants as ISO 8601 with the zone's offset; a series has thousands, so spans of one offset are kept. */
export function localTimeWriter(timeZone: string): (time: number) => string {
  let span: OffsetSpan | undefined;
  return (time) => {
    if (!span || time < span.from || time >= span.to) span = spanAt(timeZone, time);
    const local = new Date(time + span.offsetMs).toISOString();
    return `${local.slice(0, time % 1_000 === 0 ? 19 : 23)}${span.text}`;
  };
}

function spanAt(timeZone: string, time: number): OffsetSpan {
  const moment = Temporal.Instant.fromEpochMilliseconds(time).toZonedDateTimeISO(timeZone);
  return {
    from: time,
    to: moment.getTimeZoneTransition('next')?.epochMilliseconds ?? Number.POSITIVE_INFINITY,
    offsetMs: moment.offsetNanoseconds / 1e6,
    text: moment.offset,
  };
}
