/** Local hours and days by what a clock on the wall shows, quarter hour by quarter hour: no arithmetic of zones. */
export interface LocalQuarter {
  /** The same for all quarter hours of one local hour, and of one local day. */
  readonly hour: string;
  readonly day: string;
}

const formats = new Map<string, Intl.DateTimeFormat>();
const known = new Map<string, LocalQuarter>();

export function localQuarter(timeZone: string, start: number): LocalQuarter {
  const key = `${timeZone} ${start}`;
  let quarter = known.get(key);
  if (!quarter) {
    let format = formats.get(timeZone);
    if (!format) {
      format = new Intl.DateTimeFormat('en-CA', {
        timeZone,
        hourCycle: 'h23',
        year: 'numeric',
        month: '2-digit',
        day: '2-digit',
        hour: '2-digit',
        timeZoneName: 'longOffset',
      });
      formats.set(timeZone, format);
    }
    const parts = Object.fromEntries(format.formatToParts(start).map(({ type, value }) => [type, value]));
    const day = `${parts['year']}-${parts['month']}-${parts['day']}`;
    // An hour that comes twice is two hours: the offset tells them apart.
    quarter = { day, hour: `${day} ${parts['hour']} ${parts['timeZoneName']}` };
    known.set(key, quarter);
  }
  return quarter;
}
