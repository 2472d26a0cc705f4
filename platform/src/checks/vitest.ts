import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { z } from 'zod';
import { type CheckResult, notRun, orExitCode } from './result.ts';
import { root, runProgram } from './run-program.ts';

const reportSchema = z.object({
  numPassedTests: z.number(),
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.string(),
      assertionResults: z.array(
        z.object({
          status: z.string(),
          fullName: z.string(),
          failureMessages: z.array(z.string()).default([]),
        }),
      ),
    }),
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
    const tests = report.testResults.flatMap((suite) => suite.assertionResults);
    const failedTests = tests
      .filter(({ status }) => status === 'failed')
      .map(({ fullName, failureMessages }) => `${fullName}: ${failureMessages.join('\n')}`);
    const failedFiles = report.testResults
      .filter(({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0)
      .map(({ name, message }) => `${relative(root, name)}: ${message}`);
    return {
      passed: report.numPassedTests,
      failed: orExitCode([...failedTests, ...failedFiles], code),
      skipped: tests
        .filter(({ status }) => status !== 'passed' && status !== 'failed')
        .map(({ fullName }) => fullName),
    };
  } catch (error) {
    return notRun(error);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
