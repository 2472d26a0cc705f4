import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { type CheckResult, notRun, orExitCode } from './result.ts';
import { runProgram } from './run-program.ts';

const reportSchema = z.object({
  passed: z.number(),
  outcomes: z.array(z.object({ fault: z.string(), verdict: z.string(), reasons: z.array(z.string()) })),
});

/** Runs the short form of `load-tests/faults`; what this machine does not allow is skipped by name. */
export async function faults(): Promise<CheckResult> {
  const folder = await mkdtemp(join(tmpdir(), 'citywatt-faults-report-'));
  const file = join(folder, 'report.json');
  try {
    const code = await runProgram(['node', 'load-tests/faults/suite/run.ts', 'short', '--report', file]);
    const report = reportSchema.parse(JSON.parse(await readFile(file, 'utf8')));
    const named = (verdict: string) =>
      report.outcomes
        .filter((outcome) => outcome.verdict === verdict)
        .map(({ fault, reasons }) => `${fault}: ${reasons.join('; ')}`);
    return {
      passed: report.passed,
      failed: orExitCode(named('failed'), code),
      skipped: named('skipped'),
    };
  } catch (error) {
    return notRun(error);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
