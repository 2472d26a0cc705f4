import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { type ColumnNames, parseColumnNames } from './replay-columns.ts';
import { ReplayUsageError } from './replay-errors.ts';
import { slugFrom } from './replay-row.ts';

export interface ReplayArguments {
  readonly file: string;
  readonly city: string;
  readonly timeZone?: string;
  readonly columns?: ColumnNames;
  readonly intervalMs?: number;
  readonly speed?: number;
  readonly deliveryPoints?: number;
}

export const REPLAY_USAGE = `npm run replay -- <file.csv[.gz]> [options]
  --city C              slug of the city to fill; the file's name when absent
  --speed N             seconds of data a second; as fast as the door takes it when absent
  --columns f=c,...     which column holds which field: district, sensor, register, eventTime,
                        intervalStart, intervalEnd, energyKwh | registerKwh | powerKw, quality
  --interval 1h         length of all intervals (15m, 30m, 1h, 1d); eventTime is then the interval's start
  --time-zone Z         of the city, for its days and hours; UTC when absent
  --delivery-points N   that each sensor of the file stands for; 1 when absent`;

const UNITS_MS: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** @throws {ReplayUsageError | ReplayColumnsError} that says what to write instead. */
export function readArguments(words: readonly string[]): ReplayArguments {
  const { values, positionals } = parsed(words);
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) throw new ReplayUsageError(`name one file\n${REPLAY_USAGE}`);
  const city = values.city ?? slugFrom(basename(file).replace(/\.(csv|txt)?(\.gz)?$/i, ''));
  if (!/^[a-z0-9-]{1,40}$/.test(city)) {
    throw new ReplayUsageError(`--city "${city}" is not a slug: 1 to 40 of a-z, 0-9 and "-"`);
  }
  return {
    file,
    city,
    ...(values['time-zone'] === undefined ? {} : { timeZone: timeZoneOf(values['time-zone']) }),
    ...(values.columns === undefined ? {} : { columns: parseColumnNames(values.columns) }),
    ...(values.interval === undefined ? {} : { intervalMs: intervalOf(values.interval) }),
    ...(values.speed === undefined ? {} : { speed: positive('--speed', values.speed) }),
    ...(values['delivery-points'] === undefined
      ? {}
      : { deliveryPoints: Math.ceil(positive('--delivery-points', values['delivery-points'])) }),
  };
}

function parsed(words: readonly string[]) {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({
      args: [...words],
      allowPositionals: true,
      options: {
        city: text,
        speed: text,
        columns: text,
        interval: text,
        'time-zone': text,
        'delivery-points': text,
      },
    });
  } catch (error) {
    throw new ReplayUsageError(`${(error as Error).message}\n${REPLAY_USAGE}`);
  }
}

function positive(option: string, text: string): number {
  const number = Number(text);
  if (!(number > 0 && Number.isFinite(number)))
    throw new ReplayUsageError(`${option} ${text}: a number above 0`);
  return number;
}

function intervalOf(text: string): number {
  const [, count, unit = ''] = /^(\d+)\s*([a-z]+)$/.exec(text) ?? [];
  const length = Number(count) * (UNITS_MS[unit] ?? Number.NaN);
  if (!(length > 0)) throw new ReplayUsageError(`--interval ${text}: a length such as 15m, 30m, 1h or 1d`);
  return length;
}

function timeZoneOf(text: string): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone;
  } catch (cause) {
    throw new ReplayUsageError(`--time-zone ${text}: an IANA name such as Europe/Lisbon`, { cause });
  }
}
