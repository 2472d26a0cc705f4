import { setTimeout as delay } from 'node:timers/promises';
import type { Resolution } from '@citywatt/measurement-store/rows';
import type { Seeded } from '@citywatt/test-harness/seeded';
import { type Usage, watchProcesses } from '../../src/process-usage.ts';
import type { Contender } from './contender.ts';
import type { EnergyByWindow } from './expected-windows.ts';
import type { PeerProducerReport } from './messages.ts';
import { judge, untilSettled, type Verdict } from './verdict.ts';

const SHORT: readonly Resolution[] = ['minute', 'quarter-hour'];
const LONG: readonly Resolution[] = ['hour', 'day'];
const ALL: readonly Resolution[] = [...SHORT, ...LONG];
const POLL_MS = 250;
const LONGEST_DELAY_MS = 1_000;

export interface Clean {
  readonly sent: PeerProducerReport;
  /** Minutes and quarter hours are what they should be; then hours and days too. */
  readonly readingsASecond: number;
  readonly longBehindMs: number;
  readonly usage: ReadonlyMap<string, Usage>;
  readonly verdict: Verdict;
}

/** From the first reading published to the last window, with nothing in the way. */
export async function cleanTrial(
  contender: Contender,
  expected: EnergyByWindow,
  readings: number,
  stores: { readonly nats: number; readonly clickhouse: number },
): Promise<Clean> {
  const consumer = await contender.start();
  try {
    const watch = watchProcesses({ ...stores, consumer: consumer.pid });
    const sent = await contender.produce(readings).report;
    await contender.end(sent.readings);
    while ((await contender.storedReadings()) < sent.readings) await delay(POLL_MS);
    const look = (resolutions: readonly Resolution[]) => () =>
      judge(expected, resolutions, contender.storedWindows);
    await untilSettled(look(SHORT), contender.patienceMs);
    const shortAt = Date.now();
    await untilSettled(look(LONG), contender.patienceMs);
    const longBehindMs = Date.now() - shortAt;
    const usage = new Map<string, Usage>([...watch.stop(), ['producer', sent]]);
    const readingsASecond = (sent.readings / (shortAt - sent.startedAt)) * 1_000;
    return { sent, readingsASecond, longBehindMs, usage, verdict: await look(ALL)() };
  } finally {
    await consumer.kill();
  }
}

/** The same with the consuming process killed and started again, at random moments of the way. */
export async function killedTrial(
  contender: Contender,
  expected: EnergyByWindow,
  readings: number,
  kills: number,
  random: Seeded,
): Promise<Verdict> {
  let consumer = await contender.start();
  try {
    const producer = contender.produce(readings);
    for (let kill = 1; kill <= kills; kill++) {
      const share = (readings * kill) / (kills + 1);
      while ((await contender.storedReadings()) < share) await delay(POLL_MS);
      // Rows that have just appeared would make it always the same moment: between insert and acknowledgement.
      await delay(random.integer(0, LONGEST_DELAY_MS));
      await consumer.kill();
      consumer = await contender.start();
    }
    const sent = await producer.report;
    await contender.end(sent.readings);
    return await untilSettled(() => judge(expected, ALL, contender.storedWindows), contender.patienceMs);
  } finally {
    await consumer.kill();
  }
}
