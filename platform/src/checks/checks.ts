import { faults } from './faults.ts';
import { generatedCodeIsCurrent } from './generated-code.ts';
import { playwright } from './playwright.ts';
import { type Check, type CheckResult, NOTHING } from './result.ts';
import { runProgram } from './run-program.ts';
import { vitest } from './vitest.ts';

/** A program whose exit code says all. */
async function byExitCode(command: readonly [string, ...string[]]): Promise<CheckResult> {
  const code = await runProgram(command);
  if (code === 0) return { ...NOTHING, passed: 1 };
  return { ...NOTHING, failed: [`${command.slice(0, 2).join(' ')} ended with ${code}`] };
}

export const checks: readonly Check[] = [
  {
    name: 'lint',
    promise: 'Biome has no complaint',
    run: () => byExitCode(['biome', 'check', '--error-on-warnings', '.']),
  },
  {
    name: 'imports',
    promise: 'folders import only what the architecture allows',
    run: () =>
      byExitCode([
        'depcruise',
        '--config',
        '.dependency-cruiser.mjs',
        'packages',
        'ingest',
        'processors',
        'subgraphs',
        'gateway',
        'platform',
        'web/src',
        'load-tests',
        'e2e',
      ]),
  },
  {
    name: 'types',
    promise: 'TypeScript is content under strictest',
    run: () => byExitCode(['turbo', 'run', 'typecheck', 'typecheck:server', '--output-logs=errors-only']),
  },
  {
    name: 'generated',
    promise: 'supergraph, resolver types and documents are what the SDL says',
    run: generatedCodeIsCurrent,
  },
  { name: 'unit', promise: 'the pure parts', run: () => vitest('unit') },
  { name: 'integration', promise: 'each service on real stores', run: () => vitest('integration') },
  { name: 'e2e', promise: 'what the README promises, on the whole platform', run: playwright },
  { name: 'faults', promise: 'nothing lost, nothing twice, whatever is killed or cut', run: faults },
];

export class UnknownCheck extends Error {
  readonly code = 'UNKNOWN_CHECK';
}

export function checkByName(name: string): Check {
  const check = checks.find((known) => known.name === name);
  if (!check) {
    throw new UnknownCheck(
      `there is no check "${name}"; there are: ${checks.map((known) => known.name).join(', ')}`,
    );
  }
  return check;
}
