import { connectMeasurementStore, type MeasurementClient } from '@citywatt/measurement-store/connection';
import { districtSeries } from '@citywatt/measurement-store/series';
import { createWindowCalendar } from '@citywatt/measurement-store/windows';
import { encodeControl } from '@citywatt/reading-stream/control';
import { FrameWriter } from '@citywatt/reading-stream/frame';
import { decodeHeldReadings } from '@citywatt/reading-stream/held-readings';
import type { TenantId } from '@citywatt/reading-stream/identity';
import { partitionOf } from '@citywatt/reading-stream/partition';
import { controlSubject, DEADLETTER_STREAM, framesSubject } from '@citywatt/reading-stream/subjects';
import { VERDICTS, verdictName } from '@citywatt/reading-stream/verdict';
import type { DistrictDirectory } from '@citywatt/sensor-directory/directory';
import { packDirectory } from '@citywatt/sensor-directory/directory-schema';
import { createLogger } from '@citywatt/service-runtime/logger';
import { registry } from '@citywatt/service-runtime/metrics';
import type { OwnStores } from '@citywatt/test-harness/own-stores';
import { openTestStores } from '@citywatt/test-harness/stores';
import { type JetStreamClient, jetstream, jetstreamManager } from '@nats-io/jetstream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { start } from '../src/start.ts';
import type { GivenReading } from './actor-run.ts';
import { recountEnergy } from './independent-recount.ts';
import { districtOf, HOUR, keyOf, MINUTE, QUARTER, register } from './small-city.ts';

const DAY = 24 * HOUR;
const KWH = 1_000_000;
const TIME_ZONE = 'Asia/Kolkata';
/** Monday, midnight in Kolkata; the faults are on Friday. */
const MONDAY = Date.parse('2026-01-05T00:00:00+05:30');
const FRIDAY = MONDAY + 4 * DAY;
const NOON = FRIDAY + 12 * HOUR;
const POLL = { timeout: 60_000, interval: 250 };
const METER = 0;
const REGISTER = 1;
const EMPTY_FLAT = 2;
const GAUGE = 3;
const GAPPY = 4;
const GAUGE_MS = 30 * MINUTE;

const made: DistrictDirectory = districtOf(
  [
    register('interval', QUARTER, { maximumWatts: 1_000_000 }),
    register('cumulative', QUARTER, { maximumWatts: 10_000 }),
    register('interval', QUARTER),
    register('gauge', GAUGE_MS, { maximumWatts: 5_000 }),
    register('interval', QUARTER),
  ],
  { clock: 'data', timeZone: TIME_ZONE },
);
/** Where ticks are the clock. */
const living: DistrictDirectory = { ...districtOf([register('interval', QUARTER)]), city: 'living' };

let stores: OwnStores;
let stream: JetStreamClient;
let measurements: MeasurementClient;
let processor: Awaited<ReturnType<typeof start>>;

const interval = (sensor: number, end: number, value: number, mark?: 'confirmed'): GivenReading => ({
  sensor,
  key: keyOf('interval', QUARTER, 'measured', mark),
  eventTime: end,
  value,
});
const moment = (sensor: number, kind: 'cumulative' | 'gauge', eventTime: number, value: number) => ({
  sensor,
  key: keyOf(kind, 0),
  eventTime,
  value,
});

async function publish(readings: readonly GivenReading[], city = 'small') {
  const partition = partitionOf({ ...made, city });
  for (let at = 0; at < readings.length; at += 2_000) {
    const writer = new FrameWriter();
    const keys = new Map<unknown, GivenReading['key']>();
    for (const { key, sensor, eventTime, value } of readings.slice(at, at + 2_000)) {
      if (!keys.has(key)) keys.set(key, { ...key, city });
      writer.add(keys.get(key)!, sensor, eventTime, value);
    }
    await stream.publish(framesSubject(partition), writer.take(Date.now()));
  }
}

async function publishDirectory(directory: DistrictDirectory) {
  const { tenant, city, district, revision } = directory;
  const message = { tenant, city, district, revision, directory: packDirectory(directory) };
  const data = encodeControl({ type: 'directory.changed', ...message });
  await stream.publish(controlSubject(partitionOf(directory)), data);
}

async function rowsOf<Row>(query: string): Promise<Row[]> {
  const answer = await measurements.query({ query, format: 'JSONEachRow' });
  return await answer.json<Row>();
}

async function verdicts(city: string): Promise<Map<string, number>> {
  const rows = await rowsOf<{ verdict: number; readings: string }>(
    `SELECT verdict, count() AS readings FROM raw_readings FINAL WHERE city = '${city}' GROUP BY verdict`,
  );
  return new Map(rows.map(({ verdict, readings }) => [verdictName(verdict), Number(readings)]));
}

async function heldReasons(city: string): Promise<string[]> {
  const manager = await jetstreamManager(await stores.connectNats());
  const { state } = await manager.streams.info(DEADLETTER_STREAM);
  const reasons: string[] = [];
  for (let seq = state.first_seq; seq <= state.last_seq; seq++) {
    const message = await manager.streams.getMessage(DEADLETTER_STREAM, { seq });
    const held = message && decodeHeldReadings(message.data);
    if (held?.city === city) reasons.push(...held.values.map(() => held.reason));
  }
  return reasons.sort();
}

/** Energy of the district's quarter hours, from what the store says of every arrival and nothing else. */
async function recounted(): Promise<Map<number, number>> {
  const arrivals = await rowsOf<{
    sensor: number;
    start: string;
    length: number;
    value: string;
    verdict: number;
  }>(
    `SELECT sensor_number AS sensor, toUnixTimestamp64Milli(interval_start) AS start,
       interval_milliseconds AS length, value, verdict
     FROM raw_readings FINAL WHERE city = 'small' AND verdict < 128
     ORDER BY verdict != ${VERDICTS.estimate}, version, position`,
  );
  // Of the quarter hour with an interval of another length the sensor has spoken, be it of a part.
  const isSpokenOf = (estimate: (typeof arrivals)[0]) =>
    arrivals.some(
      ({ sensor, start: from, length, verdict }) =>
        sensor === estimate.sensor &&
        verdict !== VERDICTS.estimate &&
        Number(from) < Number(estimate.start) + estimate.length &&
        Number(from) + length > Number(estimate.start),
    );
  const counted = arrivals.filter((row) => row.verdict !== VERDICTS.estimate || !isSpokenOf(row));
  return recountEnergy(
    counted.map(({ sensor, start: from, length, value, verdict }) => {
      const [{ kind, maximumWatts, intervalMs }] = made.registerSets[sensor] as [
        DistrictDirectory['registerSets'][0][0],
      ];
      return {
        sensor,
        kind,
        start: Number(from),
        lengthMs: length,
        value: Number(value),
        limit: maximumWatts === undefined ? undefined : { maximumWatts, intervalMs },
        confirmed: verdict === VERDICTS.confirmed,
      };
    }),
    QUARTER,
    2 * GAUGE_MS,
  );
}

async function storedQuarters(): Promise<Map<number, number>> {
  const rows = await rowsOf<{ start: string; energy: string }>(
    `SELECT toUnixTimestamp(window_start) * 1000 AS start, energy_milliwatt_hours AS energy FROM district_rollups FINAL
     WHERE city = 'small' AND resolution = 'quarter-hour' AND energy != 0 ORDER BY start`,
  );
  return new Map(rows.map(({ start: from, energy }) => [Number(from), Number(energy)]));
}

/** Quarter hours that are not what the recount says. */
async function differences() {
  const [stored, expected] = await Promise.all([storedQuarters(), recounted()]);
  return [...new Set([...stored.keys(), ...expected.keys()])]
    .filter((quarter) => stored.get(quarter) !== expected.get(quarter))
    .map((quarter) => ({ quarter, stored: stored.get(quarter), expected: expected.get(quarter) }));
}

beforeAll(async () => {
  stores = await openTestStores();
  stream = jetstream(await stores.connectNats());
  measurements = connectMeasurementStore(stores.clickhouse);
  processor = await start(
    {
      natsUrl: stores.natsUrl,
      clickhouse: stores.clickhouse,
      rawRetentionDays: 90,
      quarterHourRetentionDays: 1_096,
      readingsMaxBytes: 64_000_000,
      workerName: 'validation-test',
    },
    createLogger('test', 'warn'),
  );
  await publishDirectory(made);
  await publishDirectory(living);
  // Four ordinary days and a morning.
  const ordinary: GivenReading[] = [];
  for (let end = MONDAY + QUARTER, stand = 5_000 * KWH; end <= NOON; end += QUARTER) {
    stand += 500_000;
    ordinary.push(interval(METER, end, 300_000 + ((end / QUARTER) % 7)));
    ordinary.push(moment(REGISTER, 'cumulative', end, stand));
    // Nothing since Thursday, eight in the morning.
    ordinary.push(interval(EMPTY_FLAT, end, end <= MONDAY + 3 * DAY + 8 * HOUR ? 60_000 : 0));
    if (end % GAUGE_MS === 0) ordinary.push(moment(GAUGE, 'gauge', end, 800));
    ordinary.push(interval(GAPPY, end, 200_000 + (end % DAY) / QUARTER));
  }
  await publish(ordinary);
});
afterAll(async () => {
  await processor?.stop();
  await measurements?.close();
  await stores?.close();
});

describe('faults of all kinds, through the real stores', () => {
  const after = (quarters: number) => NOON + quarters * QUARTER;
  const stand = 5_000 * KWH + 500_000 * ((NOON - MONDAY) / QUARTER);

  test('each rule speaks once where it should, and stops only what it must', async () => {
    const before = await expect
      .poll(() => verdicts('small'), POLL)
      .toSatisfy((found: Map<string, number>) => (found.get('accepted') ?? 0) > 1_500)
      .then(() => verdicts('small'));
    expect([...before.keys()].sort()).toEqual(['accepted', 'zero-run']);
    await publish([
      interval(METER, after(1), 300_000_000),
      interval(METER, after(2), 300),
      interval(METER, after(3), 2 * KWH),
      interval(METER, after(4), -5_000),
      interval(METER, after(5), 300_000),
      interval(METER, after(5), 300_000),
      { ...interval(METER, after(6), 100_000), key: keyOf('interval', 5 * MINUTE) },
      interval(METER, after(7), 300_000),
      moment(REGISTER, 'cumulative', after(1), (stand + 500_000) * 1_000),
      moment(REGISTER, 'cumulative', after(2), stand + 4_000 * KWH),
      moment(REGISTER, 'cumulative', after(3), stand + 1_500_000),
      moment(GAUGE, 'gauge', after(2), 5_001),
      moment(GAUGE, 'gauge', after(4), 900),
      // Three intervals are missing.
      interval(GAPPY, after(4), 200_000),
      interval(GAPPY, after(5), 200_000),
      interval(GAPPY, after(6), 200_000),
      interval(GAPPY, after(7), 200_000),
    ]);
    const spoken = async () => {
      const now = await verdicts('small');
      return Object.fromEntries([...now].map(([name, count]) => [name, count - (before.get(name) ?? 0)]));
    };
    await expect.poll(spoken, POLL).toMatchObject({
      'unit-mistake': 3,
      impossible: 2,
      spike: 1,
      negative: 1,
      duplicate: 1,
      'interval-size': 1,
      // The meter behind two that were held and behind the length of its own, the register, the gauge, the gap.
      'after-gap': 4,
    });
    await expect
      .poll(() => heldReasons('small'), POLL)
      .toEqual(['impossible', 'impossible', 'unit-mistake', 'unit-mistake', 'unit-mistake']);
    const metric = await registry.getSingleMetricAsString('citywatt_validation_total');
    expect(metric).toContain('citywatt_validation_total{rule="unit-mistake",verdict="held"} 3');
    expect(metric).toContain('citywatt_validation_total{rule="spike",verdict="suspect"} 1');
    expect(metric).toContain('citywatt_validation_total{rule="duplicate",verdict="dropped"} 1');
  });

  test('ahead of the clock by minutes is suspect, by more than a quarter hour held', async () => {
    const now = Math.floor(Date.now() / QUARTER) * QUARTER;
    await publish([interval(0, now, 5)], 'living');
    await publish(
      [interval(0, Date.now() + 10 * MINUTE, 6), interval(0, Date.now() + 40 * MINUTE, 7)],
      'living',
    );
    await expect
      .poll(async () => Object.fromEntries(await verdicts('living')), POLL)
      .toMatchObject({
        'ahead-of-clock': 1,
        future: 1,
      });
    await expect.poll(() => heldReasons('living'), POLL).toEqual(['future']);
  });

  test('the gap is estimated from the days before, and what the sensor says later takes its place', async () => {
    // The windows of the gap close, and those of what was held: they are gaps too.
    for (let quarter = 8; quarter <= 16; quarter++) {
      await publish([interval(METER, after(quarter), 300_000), interval(GAPPY, after(quarter), 200_000)]);
    }
    const gappy = async () =>
      await rowsOf<{ start: string; energy: string; quality: number }>(
        `SELECT toUnixTimestamp(window_start) * 1000 AS start, energy_milliwatt_hours AS energy, quality
         FROM sensor_rollups FINAL
         WHERE city = 'small' AND resolution = 'quarter-hour' AND sensor_number = ${GAPPY}
           AND window_start >= toDateTime(${NOON / 1_000}, 'UTC') AND window_start < toDateTime(${after(4) / 1_000}, 'UTC')
         ORDER BY window_start`,
      );
    const profile = (quarter: number) => 200_000 + (after(quarter) % DAY) / QUARTER;
    await expect
      .poll(async () => (await gappy()).map(({ energy, quality }) => [Number(energy), quality]), POLL)
      .toEqual([
        [profile(1), 1],
        [profile(2), 1],
        [profile(3), 1],
        [200_000, 0],
      ]);
    await publish([interval(GAPPY, after(2), 123_456)]);
    await expect
      .poll(async () => (await gappy()).map(({ energy, quality }) => [Number(energy), quality]), POLL)
      .toEqual([
        [profile(1), 1],
        [123_456, 0],
        [profile(3), 1],
        [200_000, 0],
      ]);
  });

  test('rollups are what a recount of all that was let through says, also once they are made anew', async () => {
    const partition = partitionOf(made);
    await stream.publish(
      controlSubject(partition),
      encodeControl({ type: 'data.ended', tenant: 'demo', city: 'small' }),
    );
    await expect.poll(differences, POLL).toEqual([]);
    await measurements.command({
      query: "ALTER TABLE district_rollups DELETE WHERE city = 'small'",
      clickhouse_settings: { mutations_sync: '2' },
    });
    const range = { from: MONDAY, to: FRIDAY + DAY };
    await stream.publish(
      controlSubject(partition),
      encodeControl({ type: 'rebuild', tenant: 'demo', city: 'small', district: 'alpha', ...range }),
    );
    await expect.poll(differences, POLL).toEqual([]);
  });

  test('a series says how sure each window is, up to the day, and how much of it was measured', async () => {
    const calendar = createWindowCalendar(TIME_ZONE);
    const series = async (resolution: 'quarter-hour' | 'hour' | 'day', from: number, to: number) => {
      const range = { resolution, from, to };
      const found = await districtSeries(
        measurements,
        'demo' as TenantId,
        'small',
        ['alpha'],
        range,
        calendar,
      );
      return found.get('alpha') ?? [];
    };
    const [estimated, , suspect] = await series('quarter-hour', NOON, after(3));
    expect([estimated!.quality, suspect!.quality]).toEqual([1, 3]);
    // Of four sensors that took something two were estimated: one was held, one did not come.
    expect(estimated!.measuredMilliwattHours).toBeLessThan(estimated!.energyMilliwattHours);
    await expect
      .poll(
        async () => (await series('day', MONDAY, FRIDAY + DAY)).map(({ quality, state }) => [quality, state]),
        POLL,
      )
      .toEqual([0, 0, 0, 0, 3].map((quality) => [quality, expect.stringMatching(/final|revised/)]));
    const [monday] = await series('day', MONDAY, MONDAY + DAY);
    expect(monday!.measuredMilliwattHours).toBe(monday!.energyMilliwattHours);
    const [noon] = await series('hour', NOON, NOON + HOUR);
    expect(noon!.quality).toBe(3);
    expect(noon!.measuredMilliwattHours / noon!.energyMilliwattHours).toBeLessThan(1);
  });
});
