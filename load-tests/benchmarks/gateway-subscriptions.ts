import { parseArgs } from 'node:util';
import { type Benchmark, type Figure, figure } from '../src/benchmark.ts';
import { installHive } from './gateway-peers/hive.ts';
import { type ContenderName, makeBed } from './gateway-subscriptions/bed.ts';
import { type Cell, measureCell } from './gateway-subscriptions/cell.ts';
import { measureResume } from './gateway-subscriptions/resume.ts';
import { measureSlowClients } from './gateway-subscriptions/slow-clients.ts';

export const about =
  'federated subscriptions: deliveries, latency and memory beside `ws` alone and other gateways';

const KIBIBYTE = 1_024;
const MEBIBYTE = 1_024 * KIBIBYTE;

/**
 * Source, gateway and clients are processes of their own. Each change has a field of a second subgraph, and every result
 * is about 400 bytes. Saturated: so many deliveries are outstanding all the time that nobody waits for the next; the same
 * number for everyone. Latency is from the change being made to the client having read it.
 *
 * - `ws`: a server without any graph that sends each client one frame a write; `ws corked`: as many frames in one write
 *   as came of ours in one read.
 * - per subscriber: graphql-ws over a schema of one's own, each subscription executed by itself (`peers/plain`).
 * - Hive: Hive Gateway on the same subgraphs and protocol (`peers/hive`).
 */
export const run: Benchmark = async ({ short, args, say }) => {
  const given = parseArgs({
    args: [...args],
    options: {
      subscribers: { type: 'string', default: short ? '20,100' : '100,1000,5000' },
      'measured-ms': { type: 'string', default: short ? '1000' : '3000' },
      resuming: { type: 'string', default: short ? '200' : '5000' },
      'slow-mib': { type: 'string', default: short ? '4' : '64' },
      /** Without Hive Gateway, which may have to be installed first. */
      'without-hive': { type: 'boolean', default: false },
    },
  }).values;
  const missing = given['without-hive'] ? 'left out' : await installHive(say);
  if (missing !== undefined) say(`Hive Gateway is skipped: ${missing}`);
  const withHive = missing === undefined;
  await using bed = await makeBed();

  const figures: Figure[] = [];
  for (const subscribers of given.subscribers.split(',').map(Number)) {
    for (const kind of ['same', 'distinct'] as const) {
      const contenders: ContenderName[] = [
        'ours',
        ...(withHive ? (['hive'] as const) : []),
        'per subscriber',
        ...(kind === 'same' ? (['ws', 'ws corked'] as const) : []),
      ];
      const cells = new Map<ContenderName, Cell>();
      for (const contender of contenders) {
        say(`${subscribers.toLocaleString('en')} ${kind}: ${contender} ...`);
        const corkedFrames = Math.max(1, Math.round(cells.get('ours')?.saturated.resultsARead ?? 1));
        const options = { kind, subscribers, measuredMs: Number(given['measured-ms']), corkedFrames };
        try {
          cells.set(contender, await measureCell(bed, contender, options));
        } catch (error) {
          if (contender === 'ours') throw error;
          say(`no figures of it: ${error instanceof Error ? error.message : error}`);
        }
      }
      figures.push(...cellFigures(`${kind}, ${subscribers.toLocaleString('en')}`, cells));
    }
  }

  const resuming = Number(given.resuming);
  say(`${resuming.toLocaleString('en')} resume at once ...`);
  const resumed = await measureResume(bed, resuming);
  figures.push(
    figure('resume: clients at once', resuming, 'clients'),
    figure('resume: all have caught up after', resumed.caughtUpMs / 1_000, 's'),
    figure('resume: gaps and doubles', resumed.faults, 'results', { goal: 0 }),
    figure('resume: upstream subscriptions at most', resumed.mostUpstreams, 'subscriptions'),
    figure('resume: upstream subscriptions afterwards', resumed.upstreamsAfter, 'subscriptions', { goal: 1 }),
  );

  const offered = Number(given['slow-mib']) * MEBIBYTE;
  say('clients that read nothing ...');
  const slow = await measureSlowClients(bed, 'ours', offered);
  const peer = withHive ? await measureSlowClients(bed, 'hive', offered) : undefined;
  figures.push(
    figure('slow clients: sent to each', slow.offeredBytesEach / MEBIBYTE, 'MiB'),
    figure(
      'slow clients: memory of one, ours beside Hive',
      slow.bytesASlowClient / MEBIBYTE,
      'MiB',
      peer && { baseline: peer.bytesASlowClient / MEBIBYTE },
    ),
    figure('slow clients: let go by ours', slow.closed, 'of 20 clients'),
  );
  return figures;
};

/** What ours is meant to be at least, as a multiple of each. */
const GOALS: Readonly<Partial<Record<ContenderName, number>>> = {
  hive: 1,
  'per subscriber': 10,
  'ws corked': 0.7,
};
const NAMES: Readonly<Record<ContenderName, string>> = {
  ours: 'ours',
  hive: 'Hive',
  'per subscriber': 'per subscriber',
  ws: '`ws`',
  'ws corked': '`ws` corked',
};

function cellFigures(cell: string, cells: ReadonlyMap<ContenderName, Cell>): Figure[] {
  const ours = cells.get('ours')!;
  const others = [...cells].filter(([name]) => name !== 'ours');
  const gateways = others.filter(([name]) => name === 'hive' || name === 'per subscriber');
  const beside = (name: ContenderName) => `ours beside ${NAMES[name]}`;
  return [
    figure(
      `${cell}: results with errors, ours`,
      100 * Math.max(ours.paced.failedShare, ours.saturated.failedShare),
      '%',
      { goal: 0 },
    ),
    ...others.map(([name, other]) => {
      const goal = cell.startsWith('same') || name === 'hive' ? GOALS[name] : undefined;
      const baseline = other.saturated.deliveriesASecond;
      return figure(
        `${cell}: saturated, ${beside(name)}`,
        ours.saturated.deliveriesASecond,
        'deliveries/s',
        goal === undefined ? { baseline } : { baseline, goal: Math.round(goal * baseline) },
      );
    }),
    ...others.map(([name, other]) =>
      figure(
        `${cell}: saturated, CPU, ${beside(name)}`,
        ours.saturated.cpuMicrosecondsADelivery,
        'µs/delivery',
        { baseline: other.saturated.cpuMicrosecondsADelivery },
      ),
    ),
    ...others.map(([name, other]) =>
      figure(`${cell}: saturated, results a read, ${beside(name)}`, ours.saturated.resultsARead, 'results', {
        baseline: other.saturated.resultsARead,
      }),
    ),
    ...others.flatMap(([name, other]) => [
      figure(`${cell}: 4 events/s, p50, ${beside(name)}`, ours.paced.p50Ms, 'ms', {
        baseline: other.paced.p50Ms,
      }),
      figure(`${cell}: 4 events/s, p99, ${beside(name)}`, ours.paced.p99Ms, 'ms', {
        baseline: other.paced.p99Ms,
      }),
    ]),
    ...gateways.flatMap(([name, other]) => [
      figure(
        `${cell}: 4 events/s, delivered, ${beside(name)}`,
        ours.paced.deliveriesASecond,
        'deliveries/s',
        {
          baseline: other.paced.deliveriesASecond,
        },
      ),
      figure(`${cell}: saturated, p50, ${beside(name)}`, ours.saturated.p50Ms, 'ms', {
        baseline: other.saturated.p50Ms,
      }),
      figure(`${cell}: saturated, p99, ${beside(name)}`, ours.saturated.p99Ms, 'ms', {
        baseline: other.saturated.p99Ms,
      }),
      figure(`${cell}: memory, ${beside(name)}`, ours.bytesASubscriber / KIBIBYTE, 'KiB/subscriber', {
        baseline: other.bytesASubscriber / KIBIBYTE,
      }),
      figure(`${cell}: upstream subscriptions, ${beside(name)}`, ours.upstreams, 'subscriptions', {
        baseline: other.upstreams,
      }),
    ]),
  ];
}
