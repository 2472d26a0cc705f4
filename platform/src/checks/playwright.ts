import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { z } from 'zod';
import { type CheckResult, notRun, orExitCode } from './result.ts';
import { runProgram } from './run-program.ts';

interface Suite {
  readonly specs?: readonly {
    readonly title: string;
    readonly file: string;
    readonly tests: readonly {
      readonly status: string;
      readonly annotations: readonly { readonly type: string; readonly description?: string }[];
      readonly results: readonly { readonly errors: readonly { readonly message?: string }[] }[];
    }[];
  }[];
  readonly suites?: readonly Suite[];
}

const reportSchema = z.object({
  stats: z.object({ expected: z.number() }),
  suites: z.array(z.custom<Suite>()),
});

/** Runs `e2e/`. What passed only when tried again counts as failed; nothing is tried again here anyway. */
export async function playwright(): Promise<CheckResult> {
  const folder = await mkdtemp(join(tmpdir(), 'citywatt-e2e-'));
  const file = join(folder, 'report.json');
  try {
    const code = await runProgram(['playwright', 'test', '--config', 'e2e/playwright.config.ts'], {
      PLAYWRIGHT_JSON_OUTPUT_FILE: file,
    });
    const { stats, suites } = reportSchema.parse(JSON.parse(await readFile(file, 'utf8')));
    const named = (status: string) => suites.flatMap((suite) => testsThatAre(status, suite));
    return {
      passed: stats.expected,
      failed: orExitCode([...named('unexpected'), ...named('flaky')], code),
      skipped: named('skipped'),
    };
  } catch (error) {
    return notRun(error);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function testsThatAre(status: string, suite: Suite): string[] {
  const own = (suite.specs ?? []).flatMap((spec) =>
    spec.tests
      .filter((test) => test.status === status)
      .map(({ annotations, results }) => {
        const said = [
          ...annotations.filter(({ type }) => type === 'skip').map(({ description }) => description),
          ...results.flatMap(({ errors }) => errors.map(({ message }) => message)),
        ].filter((words) => words !== undefined);
        return `${spec.file}: ${spec.title}${said.map((words) => `\n${stripVTControlCharacters(words)}`).join('')}`;
      }),
  );
  return [...own, ...(suite.suites ?? []).flatMap((inner) => testsThatAre(status, inner))];
}
