import { parseArgs } from 'node:util';
import { type OwnStores, openOwnStores } from '@citywatt/test-harness/own-stores';
import { seeded } from '@citywatt/test-harness/seeded';
import type { TestStack } from '@citywatt/test-harness/test-stack';
import { type Benchmark, type Figure, figure } from '../src/benchmark.ts';
import type { Contender } from './naive-peer/contender.ts';
import { atOnce, evenly, expectedWindows } from './naive-peer/expected-windows.ts';
import { openOurs } from './naive-peer/ours.ts';
import { openPeer } from './naive-peer/peer.ts';
import { type Clean, cleanTrial, killedTrial } from './naive-peer/trial.ts';
import { compare, type Verdict } from './naive-peer/verdict.ts';
import type { CityOptions } from './pipeline/city-of-meters.ts';

export const about =
  'the way that most teams would write it, beside ours: speed, and what a kill -9 does to it';

const KILOWATT_HOUR = 1e9;
const SEED = 7;

/**
 * The peer is the naive way at its best, as we would set it up if we had to run it:
 *
 * - one JSON message a reading, published in atomic batches of 1,000 (the most the server takes), eight in flight: as
 *   durable as our frames, without an fsync for each message;
 * - one durable consumer with explicit acknowledgements and the server's 30 s of patience; 20,000 messages or a second
 *   are one insert, and each message is acknowledged behind it;
 * - registers become differences in the consumer, which reads their last values from ClickHouse when it starts, and
 *   adds nothing for a reading that is behind the last;
 * - ClickHouse's own defaults (no fsync of parts), one table of readings, four SummingMergeTree tables filled by
 *   materialised views. No rows by sensor, no quality, no live picture.
 *
 * Each is held against a recount by its own rule: ours spreads a difference over the time in which it was used, the peer
 * counts it where it was read. So all that is wrong of it comes of the kills, and what its rule misplaces is said apart.
 */
export const run: Benchmark = async ({ short, args, testStack, say }) => {
  const given = parseArgs({
    args: [...args],
    options: {
      readings: { type: 'string', default: short ? '200000' : '2000000' },
      sensors: { type: 'string', default: '100' },
      kills: { type: 'string', default: '5' },
      'ack-wait-ms': { type: 'string', default: '30000' },
    },
  }).values;
  const readings = Number(given.readings);
  const kills = Number(given.kills);
  const city: CityOptions = { city: 'peers', districts: 200, sensors: Number(given.sensors), seed: SEED };
  const stack = await testStack();
  const contenders = {
    peer: {
      open: (stores: OwnStores) => openPeer(stores, city, Number(given['ack-wait-ms'])),
      expected: expectedWindows(city, readings, atOnce),
    },
    ours: {
      open: (stores: OwnStores) => openOurs(stores, city),
      expected: expectedWindows(city, readings, evenly),
    },
  };
  const stores = { nats: pidOf(stack, 'nats'), clickhouse: pidOf(stack, 'clickhouse') };
  const clean = async (name: keyof typeof contenders) => {
    say(`${name}: ${readings.toLocaleString('en')} readings ...`);
    const { open, expected } = contenders[name];
    return await onStores(stack, open, (contender) => cleanTrial(contender, expected, readings, stores));
  };
  const killed = async (name: keyof typeof contenders) => {
    say(`${name}: the same, killed ${kills} times ...`);
    const { open, expected } = contenders[name];
    return await onStores(stack, open, (contender) =>
      killedTrial(contender, expected, readings, kills, seeded(SEED)),
    );
  };
  const ours = await clean('ours');
  const peer = await clean('peer');
  const oursKilled = await killed('ours');
  const peerKilled = await killed('peer');
  const misplaced = compare(
    contenders.ours.expected['quarter-hour'],
    contenders.peer.expected['quarter-hour'],
  );
  const whole = sumOf(contenders.ours.expected.day);
  return [
    figure('peer', peer.readingsASecond, 'readings/s', { baseline: ours.readingsASecond }),
    figure('ours', ours.readingsASecond, 'readings/s', { baseline: peer.readingsASecond }),
    ...costFigures(peer, ours),
    figure('peer: hours and days behind the rest', peer.longBehindMs / 1_000, 's'),
    figure('ours: hours and days behind the rest', ours.longBehindMs / 1_000, 's'),
    figure('peer: energy that its rule puts into another quarter hour', (100 * misplaced.twice) / whole, '%'),
    figure('kill -9', kills, 'kills'),
    ...verdictFigures('peer', peer.verdict, peerKilled, whole),
    ...verdictFigures('ours', ours.verdict, oursKilled, whole),
    figure('readings', peer.sent.readings, 'readings'),
  ];
};

async function onStores<Result>(
  stack: TestStack,
  open: (stores: OwnStores) => Promise<Contender>,
  use: (contender: Contender) => Promise<Result>,
): Promise<Result> {
  await using stores = await openOwnStores(stack.address);
  const contender = await open(stores);
  try {
    return await use(contender);
  } finally {
    await contender.close();
  }
}

function costFigures(peer: Clean, ours: Clean): Figure[] {
  const cpu = ({ usage, sent }: Clean, name: string) => (usage.get(name)!.cpuSeconds / sent.readings) * 1e9;
  const names = [...peer.usage.keys()];
  const inAll = (trial: Clean) => names.reduce((sum, name) => sum + cpu(trial, name), 0);
  const bytes = ({ sent }: Clean) => sent.frameBytes / sent.readings;
  return [
    figure('peer: CPU in all', inAll(peer), 'ns/reading', { baseline: inAll(ours) }),
    ...names.map((name) =>
      figure(`peer: CPU, ${name}`, cpu(peer, name), 'ns/reading', { baseline: cpu(ours, name) }),
    ),
    figure('peer: bytes to the stream', bytes(peer), 'bytes/reading', { baseline: bytes(ours) }),
  ];
}

function verdictFigures(name: string, clean: Verdict, killed: Verdict, whole: number): Figure[] {
  const { windows, wrong, twiceMilliwattHours, lostMilliwattHours } = killed;
  return [
    figure(`${name}: windows wrong without a kill`, clean.wrong, `of ${clean.windows} windows`),
    figure(`${name}: windows wrong after the kills`, wrong, `of ${windows} windows`),
    figure(`${name}: energy counted twice`, twiceMilliwattHours / KILOWATT_HOUR, 'MWh'),
    figure(`${name}: energy lost`, lostMilliwattHours / KILOWATT_HOUR, 'MWh'),
    figure(`${name}: energy wrong`, (100 * (twiceMilliwattHours + lostMilliwattHours)) / whole, '%'),
  ];
}

const pidOf = (stack: TestStack, name: string) =>
  stack.stack.children.find((child) => child.name === name)!.pid;

const sumOf = (windows: ReadonlyMap<string, number>) =>
  [...windows.values()].reduce((sum, energy) => sum + energy, 0);
