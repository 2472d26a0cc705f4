import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type { CheckResult } from './result.ts';
import { runProgram } from './run-program.ts';

interface Suite {
  readonly specs?: readonly {
    readonly title: string;
    readonly file: string;
    readonly tests: readonly {
      readonly status: string;
      readonly annotations: readonly { readonly type: string; readonly description?: string }[];
    }[];
  }[];
  readonly suites?: readonly Suite[];
}

const reportSchema = z.object({
  stats: z.object({ expected: z.number(), unexpected: z.number(), flaky: z.number() }),
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
    const failed = stats.unexpected + stats.flaky || (code === 0 ? 0 : 1);
    return { passed: stats.expected, failed, skipped: suites.flatMap(skippedOf) };
  } catch (error) {
    console.error(error);
    return { passed: 0, failed: 1, skipped: [] };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function skippedOf(suite: Suite): string[] {
  const own = (suite.specs ?? []).flatMap((spec) =>
    spec.tests
      .filter((test) => test.status === 'skipped')
      .map((test) => {
        const reason = test.annotations.find((annotation) => annotation.type === 'skip')?.description;
        return `${spec.file}: ${spec.title}${reason ? ` (${reason})` : ''}`;
      }),
  );
  return [...own, ...(suite.suites ?? []).flatMap(skippedOf)];
}
