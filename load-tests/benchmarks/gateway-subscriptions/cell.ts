import { setTimeout as delay } from 'node:timers/promises';
import { usageOf } from '../../src/process-usage.ts';
import type { Bed, ContenderName, Line } from './bed.ts';
import { type ClientsReport, NOTE } from './messages.ts';

export interface CellOptions {
  readonly kind: 'same' | 'distinct';
  readonly subscribers: number;
  /** Of each of the two measured stretches; a saturated one is preceded by half of it. */
  readonly measuredMs: number;
  /** How many frames `ws corked` puts into one write. */
  readonly corkedFrames: number;
}

export interface Stretch {
  readonly deliveriesASecond: number;
  /** Of the delivering process. */
  readonly cpuMicrosecondsADelivery: number;
  readonly failedShare: number;
  readonly resultsARead: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

export interface Cell {
  readonly paced: Stretch;
  readonly saturated: Stretch;
  readonly bytesASubscriber: number;
  readonly upstreams: number;
}

/** 4 events a second. */
const PACE_MS = 250;
/** Primes: a stride that divides the subscribers would look at the same one again and again. */
const PACED_STRIDE = 7;
const SATURATED_STRIDE = 37;
const REACH_LIMIT_MS = 120_000;
const CATCH_UP_LIMIT_MS = 15_000;
const POLL_MS = 100;
const STILL_MS = 600;
/** Deliveries that have been asked for and have not arrived, at most: enough to keep every process busy. */
const OUTSTANDING = 64_000;
const LEAST_EVENTS = 2;
const MOST_EVENTS = 256;
const ROUND_MS = 250;
const LONGEST_STRETCHES = 6;

export async function measureCell(bed: Bed, contender: ContenderName, options: CellOptions): Promise<Cell> {
  await using line = await bed.open(contender, options.corkedFrames);
  const { subscribers, kind, measuredMs } = options;
  const { clients, source, port, pid } = line;
  // The first client makes the gateway load and plan what all of them share.
  await clients.ask({ do: 'connect', port, clients: 1, kind });
  await untilReached(line, 1);
  await delay(STILL_MS);
  const before = usageOf(pid).residentBytes;
  await clients.ask({ do: 'connect', port, clients: subscribers, kind });
  await untilReached(line, subscribers);
  await delay(STILL_MS);
  const bytesASubscriber = Math.max(0, usageOf(pid).residentBytes - before) / subscribers;
  const { followers } = await source.ask({ do: 'state' });

  const { results } = await clients.ask({ do: 'report' });
  const { sequence } = await source.ask({ do: 'pace', everyMs: PACE_MS, note: NOTE });
  const paced = await stretch(line, PACED_STRIDE, options);
  const after = await source.ask({ do: 'pace', everyMs: 0, note: NOTE });
  await untilDelivered(line, results + (after.sequence - sequence) * (subscribers + 1));

  const stop = await saturate(line, subscribers + 1);
  await delay(measuredMs / 2);
  const saturated = await stretch(line, SATURATED_STRIDE, options);
  stop();
  const { closed } = await clients.ask({ do: 'report' });
  if (closed > 0) throw new Error(`${contender}: ${closed} of ${subscribers} connections ended`);
  return { paced, saturated, bytesASubscriber, upstreams: followers };
}

/** Adds changes until every client that connected last has had one. */
export async function untilReached({ clients, source }: Line, wanted: number): Promise<void> {
  const deadline = Date.now() + REACH_LIMIT_MS;
  let had = -1;
  for (let round = 0; ; round++) {
    const { reached, closed } = await clients.ask({ do: 'report' });
    if (reached >= wanted) return;
    if (closed > 0 || Date.now() > deadline) {
      throw new Error(`${reached} of ${wanted} subscribers had a change, ${closed} were closed`);
    }
    // What is slow must not be given more to do while it is still at the last one.
    if (reached === had || round === 0) await source.ask({ do: 'add', count: 1, note: NOTE });
    had = reached;
    await delay(POLL_MS * (round < 10 ? 1 : 5));
  }
}

/** Gives up in time: whoever is still behind then begins the next stretch so. */
async function untilDelivered({ clients }: Line, results: number): Promise<void> {
  const deadline = Date.now() + CATCH_UP_LIMIT_MS;
  while (Date.now() < deadline && (await clients.ask({ do: 'report' })).results < results)
    await delay(POLL_MS);
}

/** As long as that, and longer where so little comes that not each subscriber can have had something. */
async function stretch(
  { clients, pid }: Line,
  stride: number,
  { measuredMs, subscribers }: CellOptions,
): Promise<Stretch> {
  await clients.ask({ do: 'measure', stride });
  const before = usageOf(pid).cpuSeconds;
  await delay(measuredMs);
  let report: ClientsReport = await clients.ask({ do: 'report' });
  while (report.deliveries < subscribers && report.elapsedMs < LONGEST_STRETCHES * measuredMs) {
    await delay(POLL_MS);
    report = await clients.ask({ do: 'report' });
  }
  const cpuSeconds = usageOf(pid).cpuSeconds - before;
  const whole = report.deliveries * (1 - report.failedShare);
  // None in all of that time counts as one that took it: no better can be said, and it is no less.
  const [p50Ms, p99Ms] = whole < 1 ? [report.elapsedMs, report.elapsedMs] : [report.p50Ms, report.p99Ms];
  return {
    deliveriesASecond: (Math.max(1, whole) * 1_000) / report.elapsedMs,
    cpuMicrosecondsADelivery: (cpuSeconds * 1e6) / Math.max(1, whole),
    failedShare: report.failedShare,
    resultsARead: report.deliveries / Math.max(1, report.reads),
    p50Ms,
    p99Ms,
  };
}

/**
 * Always has the next change waiting behind the one that is being delivered, and more where a whole round of them is
 * delivered in `ROUND_MS`: a deep queue would only make slow ones slower. Returns what stops it.
 */
async function saturate({ clients, source }: Line, audience: number): Promise<() => void> {
  const most = Math.min(MOST_EVENTS, Math.max(LEAST_EVENTS, Math.round(OUTSTANDING / audience)));
  let window = LEAST_EVENTS;
  let added = 0;
  let roundEnds = window;
  let roundBegan = performance.now();
  const add = (count: number) => {
    added += count;
    source.tell({ do: 'add', count, note: NOTE });
  };
  const before = (await clients.ask({ do: 'report' })).results;
  clients.onHeard((results) => {
    const delivered = Math.floor((results - before) / audience);
    if (delivered >= roundEnds) {
      if (performance.now() - roundBegan < ROUND_MS) window = Math.min(most, 2 * window);
      roundEnds = delivered + window;
      roundBegan = performance.now();
    }
    const missing = delivered + window - added;
    if (missing >= Math.max(1, window / 4)) add(missing);
  });
  add(window);
  return () => clients.onHeard(() => {});
}
