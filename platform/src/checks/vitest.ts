import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type { CheckResult } from './result.ts';
import { runProgram } from './run-program.ts';

const reportSchema = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numFailedTestSuites: z.number(),
  testResults: z.array(
    z.object({ assertionResults: z.array(z.object({ status: z.string(), fullName: z.string() })) }),
  ),
});

/** Runs one project of vitest; a file that could not be loaded counts as one failed test. */
export async function vitest(project: 'unit' | 'integration'): Promise<CheckResult> {
  const folder = await mkdtemp(join(tmpdir(), 'citywatt-vitest-'));
  const file = join(folder, 'report.json');
  try {
    const code = await runProgram([
      'vitest',
      'run',
      '--project',
      project,
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${file}`,
    ]);
    const report = reportSchema.parse(JSON.parse(await readFile(file, 'utf8')));
    const failed = report.numFailedTests || (code === 0 ? 0 : 1);
    const skipped = report.testResults
      .flatMap((suite) => suite.assertionResults)
      .filter((test) => test.status !== 'passed' && test.status !== 'failed')
      .map((test) => test.fullName);
    return { passed: report.numPassedTests, failed, skipped };
  } catch (error) {
    console.error(error);
    return { passed: 0, failed: 1, skipped: [] };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
