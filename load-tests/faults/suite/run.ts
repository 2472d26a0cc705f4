import { parseArgs } from 'node:util';
import { seeded } from '@citywatt/test-harness/seeded';
import { openBed } from '../bed/bed.ts';
import { writeReport } from './report.ts';
import { type Form, type Outcome, runFault, SHORT_SENSORS } from './run-fault.ts';
import { faults } from './suite.ts';

/** `npm run faults -- short|long [--only <name>] [--seed <n>] [--scale <share>]`: faults on the real stores, one after the other. */
const FORMS: Readonly<Record<string, Omit<Form, 'scale'>>> = {
  short: {
    name: 'short',
    districts: 4,
    sensors: SHORT_SENSORS,
    readingsPerSecond: 2_500,
    judgeWithinMs: 180_000,
    overlapping: true,
  },
  long: {
    name: 'long',
    districts: 8,
    sensors: 400,
    readingsPerSecond: 6_000,
    judgeWithinMs: 180_000,
    overlapping: false,
  },
};

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: 'string' },
    seed: { type: 'string' },
    scale: { type: 'string' },
    report: { type: 'string' },
  },
});
const say = (line: string) => console.log(line);
const form = FORMS[positionals[0] ?? ''];
const chosen = faults.filter(({ name }) => values.only === undefined || name === values.only);
if (!form || chosen.length === 0) {
  console.error(`citywatt: npm run faults -- ${Object.keys(FORMS).join('|')} [--only <name>] [--seed <n>]`);
  console.error(`faults: ${faults.map(({ name }) => name).join(', ')}`);
  process.exit(1);
}

const scale = Number(values.scale ?? 1);
const seed = Number(values.seed ?? Date.now() % 1_000_000);
say(`seed ${seed}: --seed ${seed} sends the same readings and draws the same faults`);
const bed = await openBed(say);
if (typeof bed.disk === 'string') say(`no disk that can be cut off: ${bed.disk}`);
const settling: Promise<Outcome>[] = [];
const startedAt = performance.now();
for (const fault of chosen) {
  if (fault.alone) await Promise.all(settling);
  say(`${fault.name}: ${fault.what} ...`);
  const random = seeded(seed).fork(fault.name);
  const { outcome } = await runFault(fault, { ...form, scale }, bed, random);
  void outcome.then(tell);
  settling.push(outcome);
  if (!form.overlapping) await outcome;
}
const outcomes = await Promise.all(settling);
const failed = outcomes.filter(({ verdict }) => verdict === 'failed').length;
const logs = await bed.end(failed > 0);
if (logs) say(`logs: ${logs}`);

const whole = chosen.length === faults.length && form.name === 'long' && scale === 1;
const files = await writeReport({ seed, form: form.name, scale, outcomes }, whole, values.report);
for (const file of files) say(`written: ${file}`);
const skipped = outcomes.filter(({ verdict }) => verdict === 'skipped');
for (const { fault, reasons } of skipped) say(`skipped: ${fault} (${reasons.join('; ')})`);
const seconds = Math.round((performance.now() - startedAt) / 1_000);
const passed = outcomes.length - failed - skipped.length;
say(
  `\nfaults: ${passed} passed, ${failed} failed, ${skipped.length} skipped in ${seconds} s with seed ${seed}`,
);
process.exit(failed > 0 ? 1 : 0);

function tell(outcome: Outcome): void {
  say(`  ${outcome.fault} ${inWords(outcome)}`);
  for (const reason of outcome.reasons) say(`  - ${reason}`);
}

function inWords({ verdict, readings, kills, strikes, durationMs, recoveriesMs, samples }: Outcome): string {
  if (verdict === 'skipped') return verdict;
  const recovery = recoveriesMs.length === 0 ? '' : `, back within ${inSeconds(Math.max(...recoveriesMs))}`;
  return `${verdict}: ${readings} readings, ${kills} kills, ${strikes} other strikes, ${samples} samples, ${inSeconds(durationMs)}${recovery}`;
}

function inSeconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}
