import { createRequire } from 'node:module';
import { defineConfig } from 'vitest/config';

/** Ends what hangs; no test passes or fails by its time. */
const HANGS_MS = 120_000;
const exclude = ['**/node_modules/**', '**/dist/**', 'e2e/**'];

// Node takes graphql's CommonJS build, Vite would take the other: a schema made by one is refused by the other.
const resolve = {
  alias: [{ find: /^graphql$/, replacement: createRequire(import.meta.url).resolve('graphql') }],
};

export default defineConfig({
  test: {
    projects: [
      {
        resolve,
        test: {
          name: 'unit',
          include: ['**/*.test.ts'],
          exclude: [...exclude, '**/*.integration.test.ts'],
          testTimeout: HANGS_MS,
          hookTimeout: HANGS_MS,
        },
      },
      {
        resolve,
        test: {
          name: 'integration',
          include: ['**/*.integration.test.ts'],
          exclude,
          globalSetup: ['packages/test-harness/src/global-setup.ts'],
          testTimeout: HANGS_MS,
          hookTimeout: HANGS_MS,
        },
      },
    ],
  },
});
