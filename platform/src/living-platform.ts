import { join } from 'node:path';
import { processEnvironment } from '@citywatt/service-runtime/environment';
import { readPlatformConfig } from './environment.ts';
import { type RunFile, readLivingRun } from './run-file.ts';

/** A tool was asked to work on a platform that does not run. */
export class NoPlatform extends Error {
  readonly code = 'NO_PLATFORM';
}

/** The platform that runs on this machine's data folder (`CITYWATT_DATA`). @throws {NoPlatform} */
export function livingPlatform(): RunFile {
  const root = join(import.meta.dirname, '../..');
  const { dataFolder } = readPlatformConfig(processEnvironment(), root);
  const run = readLivingRun(dataFolder);
  if (!run)
    throw new NoPlatform(
      `no platform runs on ${dataFolder}: "npm start" starts one, CITYWATT_DATA names another folder`,
    );
  return run;
}

/** The address of a store or service of a run. */
export function addressOf(run: RunFile, variable: string): string {
  const value = run.environment[variable];
  if (value === undefined)
    throw new NoPlatform(`run.json of ${run.dataFolder} does not say ${variable}: start the platform anew`);
  return value;
}

/** Says what an operator can mend in one line; shows where a fault of ours is. */
export async function runTool(tool: () => Promise<void>): Promise<void> {
  try {
    await tool();
  } catch (error) {
    console.error(error instanceof Error && 'code' in error ? `citywatt: ${error.message}` : error);
    process.exitCode = 1;
  }
}
