import { describe, expect, test } from 'vitest';
import { readArguments } from './replay-arguments.ts';
import { findColumns, parseColumnNames } from './replay-columns.ts';
import { replayRow } from './replay-row.ts';
import { registerOf, replayLine } from './replay-sensors.ts';

const HOUR_MS = 3_600_000;
const lisbon = parseColumnNames('eventTime=ts_utc,district=cp4,energyKwh=kwh');
const header = ['ts_utc', 'cp4', 'kwh'];

describe('columns of a replay', () => {
  test('are found under other names', () => {
    expect(findColumns(header, lisbon, true)).toEqual({
      at: { district: 1, eventTime: 0, energyKwh: 2 },
      value: 'energyKwh',
    });
  });

  test('are found under their own names without --columns', () => {
    const own = ['district', 'sensor', 'intervalStart', 'intervalEnd', 'energyKwh'];
    expect(findColumns(own, {}, false).value).toBe('energyKwh');
    expect(findColumns(['district', 'eventTime', 'registerKwh'], {}, false).value).toBe('registerKwh');
  });

  test('that are wrong are an error that lists the header found', () => {
    expect(() => findColumns(header, parseColumnNames('district=cp7'), true)).toThrow(
      /no column "cp7" for district; the file's header is: ts_utc, cp4, kwh/,
    );
    expect(() => findColumns(header, {}, true)).toThrow(
      /no column for district; the file's header is: ts_utc, cp4, kwh/,
    );
    expect(() => findColumns(header, lisbon, false)).toThrow(/intervalEnd.*header is.*--interval 1h/);
    expect(() => parseColumnNames('place=cp4')).toThrow(/"place=cp4" in --columns/);
  });
});

describe('a row of a replay', () => {
  const columns = findColumns(header, lisbon, true);

  test('is an interval from its time on, with the value as the file says it', () => {
    const row = replayRow(['2023-03-26T00:00:00Z', '1150', '7866.854'], columns, HOUR_MS, 2);
    expect(row).toMatchObject({
      district: '1150',
      start: Date.UTC(2023, 2, 26),
      end: Date.UTC(2023, 2, 26, 1),
      value: '7866.854',
    });
    expect(JSON.parse(replayLine('measured', row, 'energyKwh'))).toEqual({
      sensor: 'measured/1150/load',
      city: 'measured',
      district: '1150',
      intervalStart: 1_679_788_800,
      intervalEnd: 1_679_792_400,
      energyKwh: '7866.854',
    });
    expect(registerOf(row, 'energyKwh', HOUR_MS)).toEqual({
      code: '1-0:1.29.0',
      kind: 'interval',
      intervalMs: HOUR_MS,
    });
  });

  test('without an offset, or empty, is an error that names its line', () => {
    expect(() => replayRow(['2023-03-26T00:00:00', '1150', '1'], columns, HOUR_MS, 7)).toThrow(
      /line 7: eventTime "2023-03-26T00:00:00" is not an instant/,
    );
    expect(() => replayRow(['2023-03-26T00:00:00Z', '1150', ''], columns, HOUR_MS, 8)).toThrow(
      /line 8: energyKwh is empty/,
    );
  });

  test('names its district by a slug', () => {
    expect(replayRow(['2023-03-26T00:00:00Z', 'Graça Norte', '1'], columns, HOUR_MS, 2)).toMatchObject({
      district: 'graca-norte',
      districtName: 'Graça Norte',
    });
  });
});

describe('the command line of a replay', () => {
  test('gives the city the name of the file', () => {
    expect(readArguments(['/data/lisbon_cp4_hourly.csv.gz'])).toEqual({
      file: '/data/lisbon_cp4_hourly.csv.gz',
      city: 'lisbon-cp4-hourly',
    });
  });

  test('reads every option', () => {
    expect(
      readArguments(
        'a.csv --city c --speed 3600 --columns district=cp4 --interval 1h --time-zone Europe/Lisbon'.split(
          ' ',
        ),
      ),
    ).toEqual({
      file: 'a.csv',
      city: 'c',
      speed: 3_600,
      columns: { district: 'cp4' },
      intervalMs: HOUR_MS,
      timeZone: 'Europe/Lisbon',
    });
  });

  test('says what is wrong', () => {
    expect(() => readArguments([])).toThrow(/name one file/);
    expect(() => readArguments(['a.csv', '--speed', 'fast'])).toThrow(/--speed fast/);
    expect(() => readArguments(['a.csv', '--interval', '1 week'])).toThrow(/--interval 1 week/);
    expect(() => readArguments(['a.csv', '--city', 'Big City'])).toThrow(/not a slug/);
    expect(() => readArguments(['a.csv', '--colums', 'x'])).toThrow(/colums/);
  });
});
