import { inject } from 'vitest';
import { type OwnStores, openOwnStores } from './own-stores.ts';
import type { TestStackAddress } from './test-stack.ts';

declare module 'vitest' {
  interface ProvidedContext {
    testStack: TestStackAddress;
  }
}

/**
 * Stores of this test file's own on the stack that the integration run started.
 * `await using stores = await openTestStores()` in a test, or `beforeAll`/`afterAll` with `close()` for a file.
 */
export async function openTestStores(): Promise<OwnStores> {
  return await openOwnStores(inject('testStack'));
}
