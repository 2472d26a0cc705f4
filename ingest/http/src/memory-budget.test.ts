import { expect, test } from 'vitest';
import { createMemoryBudget } from './memory-budget.ts';

test('bodies share the budget; who comes too late is told to come again, and finds room once others are done', () => {
  const budget = createMemoryBudget(100);
  budget.claim(60);
  expect(() => budget.claim(50)).toThrow(expect.objectContaining({ code: 'busy', retryAfterSeconds: 1 }));
  budget.claim(40);
  budget.free(60);
  budget.claim(50);
});
