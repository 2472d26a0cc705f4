import { counter, gauge } from '@citywatt/service-runtime/metrics';
import { LRUCache } from 'lru-cache';

/** What subgraphs say of an answer, in its `extensions`. */
export interface CacheHints {
  /** What the answer was made of; whoever changes one of these publishes it. */
  readonly cacheTags: readonly string[];
  /** For an answer that changes by itself as time passes. */
  readonly cacheMaxAgeMs?: number;
}

/** Follows one execution: what may be kept of it, and whether anything of it has changed meanwhile. */
export interface Recording {
  /** Of each subgraph's answer; undefined: that one may not be kept, and so neither the whole. */
  hear(hints: CacheHints | undefined): void;
  refuse(): void;
  /** Keeps the text, unless it may not be kept or is out of date already. Called once, also without a text. */
  finish(text: string | undefined): void;
}

export interface ResponseCache {
  /** An answer that still holds. Where the same is being made just now, and was one to keep before, waits for it. */
  get(key: string): Promise<string | undefined>;
  begin(key: string): Recording;
  invalidate(tags: readonly string[]): void;
  /** Changes are heard of or not: while they are not, nothing is kept and nothing answered. */
  hearing(hears: boolean): void;
}

const MOST_BYTES = 64 * 1024 * 1024;
/** Changes remembered for executions that are under way. */
const REMEMBERED_CHANGES = 100_000;
const REMEMBERED_KEYS = 10_000;

interface Kept {
  readonly text: string;
  readonly tags: ReadonlySet<string>;
  readonly until: number;
}

/** Answers by key, each dropped by the first of its tags that changes: never by guess. */
export function responseCache(): ResponseCache {
  const requests = counter('gateway_response_cache_requests_total', 'Queries by what the cache did', [
    'result',
  ]);
  const bytes = gauge('gateway_response_cache_bytes', 'Size of the answers that are kept');
  const byTag = new Map<string, Set<string>>();
  const kept = new LRUCache<string, Kept>({
    maxSize: MOST_BYTES,
    sizeCalculation: ({ text }, key) => text.length + key.length,
    dispose({ tags }, key) {
      for (const tag of tags) {
        const keys = byTag.get(tag);
        keys?.delete(key);
        if (keys?.size === 0) byTag.delete(tag);
      }
    },
  });
  const worthWaitingFor = new LRUCache<string, true>({ max: REMEMBERED_KEYS });
  const underWay = new Map<string, Promise<string | undefined>>();
  let hears = false;
  /** Counts changes, so that an answer knows whether one came after it began. */
  let clock = 0;
  let forgottenBefore = 0;
  const changedAt = new LRUCache<string, number>({
    max: REMEMBERED_CHANGES,
    dispose(at, _tag, reason) {
      if (reason === 'evict') forgottenBefore = Math.max(forgottenBefore, at);
    },
  });

  return {
    async get(key) {
      if (!hears) return undefined;
      const found = kept.get(key);
      if (found !== undefined && found.until > performance.now()) {
        requests.inc({ result: 'hit' });
        return found.text;
      }
      const made = await underWay.get(key);
      requests.inc({ result: made === undefined ? 'miss' : 'shared' });
      return made;
    },

    begin(key) {
      const began = clock;
      const tags = new Set<string>();
      let maxAgeMs = Number.POSITIVE_INFINITY;
      let keeps = hears;
      let answer: PromiseWithResolvers<string | undefined> | undefined;
      if (hears && worthWaitingFor.has(key) && !underWay.has(key)) {
        answer = Promise.withResolvers();
        underWay.set(key, answer.promise);
      }
      const isCurrent = () =>
        began >= forgottenBefore && [...tags].every((tag) => (changedAt.get(tag) ?? 0) <= began);

      return {
        hear(hints) {
          if (hints === undefined) keeps = false;
          for (const tag of hints?.cacheTags ?? []) tags.add(tag);
          maxAgeMs = Math.min(maxAgeMs, hints?.cacheMaxAgeMs ?? Number.POSITIVE_INFINITY);
        },
        refuse() {
          keeps = false;
        },
        finish(text) {
          const holds = text !== undefined && keeps && hears && tags.size > 0 && isCurrent();
          if (answer !== undefined) {
            underWay.delete(key);
            answer.resolve(holds ? text : undefined);
          }
          if (!holds) {
            if (!keeps) worthWaitingFor.delete(key);
            return;
          }
          worthWaitingFor.set(key, true);
          kept.set(key, { text, tags, until: performance.now() + maxAgeMs });
          for (const tag of tags) {
            const keys = byTag.get(tag) ?? new Set();
            keys.add(key);
            byTag.set(tag, keys);
          }
          bytes.set(kept.calculatedSize);
        },
      };
    },

    invalidate(tags) {
      clock++;
      for (const tag of tags) {
        changedAt.set(tag, clock);
        for (const key of [...(byTag.get(tag) ?? [])]) kept.delete(key);
      }
      bytes.set(kept.calculatedSize);
    },

    hearing(now) {
      hears = now;
      // What changed while nobody listened is unknown.
      forgottenBefore = ++clock;
      kept.clear();
      bytes.set(0);
    },
  };
}
