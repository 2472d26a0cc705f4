import type { Seeded } from '@citywatt/test-harness/seeded';
import type { Bed } from '../bed/bed.ts';
import { judge } from '../judge/judge.ts';
import { cityOf } from '../load/city.ts';
import type { Fault, FaultSize } from './fault.ts';
import { FaultRun } from './fault-run.ts';

/** How large the suite is: short in `npm test`, long for the report. */
export interface Form {
  readonly name: 'short' | 'long';
  readonly districts: number;
  readonly sensors: number;
  readonly readingsPerSecond: number;
  readonly judgeWithinMs: number;
  /** The next fault strikes while the one before is judged: outages must be short then. */
  readonly overlapping: boolean;
  /** Share of the readings and times of the form. */
  readonly scale: number;
}

export const SHORT_SENSORS = 40;

export interface Outcome {
  readonly fault: string;
  readonly what: string;
  readonly verdict: 'passed' | 'failed' | 'skipped';
  /** Why it failed or was skipped; empty when it passed. */
  readonly reasons: readonly string[];
  readonly readings: number;
  readonly kills: number;
  readonly strikes: number;
  readonly samples: number;
  readonly durationMs: number;
  /** From the end of the data until everything was as it has to be. */
  readonly settledMs: number;
  readonly recoveriesMs: readonly number[];
}

/** Resolves when the fault has passed and all readings are sent; what came of it is found out behind that. */
export async function runFault(
  fault: Fault,
  form: Form,
  bed: Bed,
  random: Seeded,
): Promise<{ readonly outcome: Promise<Outcome> }> {
  if (fault.needsDisk && typeof bed.disk === 'string')
    return { outcome: Promise.resolve(skipped(fault, bed.disk)) };
  const startedAt = performance.now();
  const run = new FaultRun({
    bed,
    city: cityOf(fault.name, form.districts, form.sensors),
    size: scaled(fault, form),
    random,
    valuesMayFall: fault.valuesMayFall ?? false,
    readingsPerSecond: form.readingsPerSecond,
  });
  let failure: unknown;
  try {
    await run.provision();
    await fault.run(run);
    await run.finish();
  } catch (error) {
    failure = error;
  }
  const durationMs = performance.now() - startedAt;
  return { outcome: outcomeOf(fault, form, run, durationMs, failure) };
}

async function outcomeOf(
  fault: Fault,
  form: Form,
  run: FaultRun,
  durationMs: number,
  failure: unknown,
): Promise<Outcome> {
  const reasons: string[] = [];
  let settledMs = 0;
  if (failure) reasons.push(failure instanceof Error ? failure.message : String(failure));
  else {
    const verdict = await judge(run.stored, run.recount, form.judgeWithinMs, fault.rawExpires);
    settledMs = verdict.waitedMs;
    reasons.push(...verdict.differences);
  }
  await run.end();
  reasons.push(...run.sampler.falls.map((fall) => `a value fell: ${fall}`));
  return {
    fault: fault.name,
    what: fault.what,
    verdict: reasons.length === 0 ? 'passed' : 'failed',
    reasons,
    readings: run.readings,
    kills: run.kills,
    strikes: run.strikes,
    samples: run.sampler.samples,
    durationMs,
    settledMs,
    recoveriesMs: run.recoveriesMs,
  };
}

function skipped(fault: Fault, reason: string): Outcome {
  return {
    fault: fault.name,
    what: fault.what,
    verdict: 'skipped',
    reasons: [reason],
    readings: 0,
    kills: 0,
    strikes: 0,
    samples: 0,
    durationMs: 0,
    settledMs: 0,
    recoveriesMs: [],
  };
}

/** Never less than the hours of data of the short form. */
function scaled(fault: Fault, form: Form): FaultSize {
  const { readings, times, seconds } = fault[form.name];
  const least = (fault.short.readings * form.sensors) / SHORT_SENSORS;
  return {
    readings: Math.ceil(Math.max(readings * form.scale, Math.min(least, readings))),
    times: Math.ceil(times * form.scale),
    seconds,
  };
}
