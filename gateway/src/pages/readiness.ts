import type { Readiness } from '@citywatt/service-runtime/running';
import { request } from 'undici';

export interface Part {
  readonly name: string;
  /** Throws, or resolves to why it is not ready. */
  check(): Promise<string | undefined>;
}

const ANSWER_WITHIN_MS = 2_000;

/** Asks all parts at once; each that is not ready is named with its reason. */
export async function readinessOfParts(parts: readonly Part[]): Promise<Readiness> {
  const reasons = await Promise.all(
    parts.map(async ({ name, check }) => {
      try {
        const reason = await check();
        return reason === undefined ? [] : [`${name}: ${reason}`];
      } catch (error) {
        return [`${name}: ${error instanceof Error ? error.message : String(error)}`];
      }
    }),
  );
  const missing = reasons.flat();
  return missing.length === 0 ? { ready: true } : { ready: false, reason: missing.join('; ') };
}

/** Another process, by its /readyz: ready when it answers 200, otherwise with what it says. */
export function processPart(url: string): Part {
  return {
    name: url,
    async check() {
      const response = await request(url, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
      const text = await response.body.text();
      return response.statusCode === 200
        ? undefined
        : text.trim().slice(0, 500) || `HTTP ${response.statusCode}`;
    },
  };
}

/** A subgraph, which is ready when it answers at all: any answer but 5xx says that something listens and decides. */
export function subgraphPart(name: string, url: string): Part {
  return {
    name: `subgraph ${name}`,
    async check() {
      const response = await request(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"query":"{__typename}"}',
        signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
      });
      await response.body.dump();
      return response.statusCode < 500 ? undefined : `HTTP ${response.statusCode}`;
    },
  };
}
