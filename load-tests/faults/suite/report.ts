import { mkdir, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { commit, machine } from '../../src/result-file.ts';
import type { Outcome } from './run-fault.ts';

const root = join(import.meta.dirname, '../../..');

export interface SuiteResult {
  readonly seed: number;
  readonly form: string;
  readonly scale: number;
  readonly outcomes: readonly Outcome[];
}

/**
 * Writes `results/faults.json` and `faults.md` for a whole run of the long form, else below `results/local/`, which git
 * ignores; and the JSON to a file of one's own when that is given.
 * @returns where, from the root.
 */
export async function writeReport(
  result: SuiteResult,
  whole: boolean,
  own: string | undefined,
): Promise<string[]> {
  const folder = join(root, 'load-tests/results', whole ? '' : 'local');
  await mkdir(folder, { recursive: true });
  const report = {
    faults: result.form,
    scale: result.scale,
    seed: result.seed,
    measuredAt: new Date().toISOString(),
    machine: machine(),
    commit: await commit(),
    ...totals(result.outcomes),
    outcomes: result.outcomes.map((outcome) => ({
      ...outcome,
      durationMs: Math.round(outcome.durationMs),
      settledMs: Math.round(outcome.settledMs),
      recoveriesMs: outcome.recoveriesMs.map(Math.round),
    })),
  };
  const json = `${JSON.stringify(report, undefined, 2)}\n`;
  const files = [join(folder, 'faults.json'), join(folder, 'faults.md')] as const;
  await writeFile(files[0], json);
  await writeFile(files[1], readable(report, result.outcomes));
  if (own !== undefined) await writeFile(own, json);
  return files.map((file) => relative(root, file));
}

function totals(outcomes: readonly Outcome[]) {
  const sum = (of: (outcome: Outcome) => number) => outcomes.reduce((total, one) => total + of(one), 0);
  return {
    readings: sum(({ readings }) => readings),
    kills: sum(({ kills }) => kills),
    strikes: sum(({ strikes }) => strikes),
    minutes: Number((sum(({ durationMs }) => durationMs) / 60_000).toFixed(1)),
    passed: outcomes.filter(({ verdict }) => verdict === 'passed').length,
    failed: outcomes.filter(({ verdict }) => verdict === 'failed').length,
    skipped: outcomes.filter(({ verdict }) => verdict === 'skipped').length,
  };
}

type Report = ReturnType<typeof totals> & {
  readonly faults: string;
  readonly seed: number;
  readonly measuredAt: string;
  readonly machine: string;
  readonly commit: string;
};

function readable(report: Report, outcomes: readonly Outcome[]): string {
  const rows = outcomes.map((outcome) => {
    const { recoveriesMs } = outcome;
    return [
      outcome.fault,
      outcome.verdict,
      count(outcome.readings),
      count(outcome.kills),
      count(outcome.strikes),
      seconds(outcome.durationMs),
      recoveriesMs.length === 0 ? '' : seconds(percentile(recoveriesMs, 0.5)),
      recoveriesMs.length === 0 ? '' : seconds(percentile(recoveriesMs, 0.95)),
      seconds(outcome.settledMs),
      count(outcome.samples),
    ];
  });
  const head = [
    'fault',
    'verdict',
    'readings',
    'kills',
    'other strikes',
    'took, s',
    'recovery p50, s',
    'recovery p95, s',
    'settled, s',
    'samples',
  ];
  const table = [head, head.map((_, column) => (column < 2 ? '---' : '---:')), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
  const reasons = outcomes.flatMap(({ fault, verdict, reasons }) =>
    reasons.map((reason) => `- ${fault} ${verdict}: ${reason}`),
  );
  return `# Faults on the real stores

\`npm run faults -- ${report.faults} --seed ${report.seed}\`, ${report.measuredAt}, commit ${report.commit}, ${report.machine}.

${count(report.readings)} readings, ${count(report.kills)} kills and ${count(report.strikes)} other strikes in ${report.minutes} minutes: ${report.passed} passed, ${report.failed} failed, ${report.skipped} skipped.

Passed: every minute, quarter hour, hour and day of every district, and the set of raw readings, equal an independent recount of
what the door acknowledged; nothing was done by hand; and no sample of the stored windows showed a value lower than one
before it. Recovery: from the fault until the store shows more than had been acknowledged when it struck. Settled: from
the end of the data until every window was right.

${table}
${reasons.length === 0 ? '' : `\n${reasons.join('\n')}\n`}
${outcomes.map(({ fault, what }) => `- **${fault}**: ${what}.`).join('\n')}
`;
}

/** @param share of the values that are not above it. */
function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]!;
}

const count = (value: number) => value.toLocaleString('en');
const seconds = (ms: number) => (ms / 1_000).toFixed(1);
