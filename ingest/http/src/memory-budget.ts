import { UnavailableError } from './unavailable.ts';

export interface MemoryBudget {
  /** @throws {UnavailableError} when others hold too much. */
  claim(bytes: number): void;
  free(bytes: number): void;
}

/** Bytes of JSON bodies that all requests together may hold: many at once must not fill the memory. */
export function createMemoryBudget(limit: number): MemoryBudget {
  let claimed = 0;
  return {
    claim(bytes) {
      if (claimed + bytes > limit) {
        throw new UnavailableError('busy', 'too many large requests at once; send NDJSON or fewer', 1);
      }
      claimed += bytes;
    },
    free(bytes) {
      claimed -= bytes;
    },
  };
}
