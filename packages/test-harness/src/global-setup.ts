import type { TestProject } from 'vitest/node';
import type {} from './stores.ts';
import { startTestStack } from './test-stack.ts';

/** One stack for the whole integration run; vitest calls the function that this resolves to at the end. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const stack = await startTestStack();
  project.provide('testStack', stack.address);
  return () => stack.stop();
}
