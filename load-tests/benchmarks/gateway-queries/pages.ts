import { Pool } from 'undici';
import { answerRequests } from '../gateway-peers/worker-side.ts';
import { dashboardRequest, roundOf } from './dashboard.ts';

/** Asks as the dashboards of several cities do, over so many connections, each the next request when it has its answer. */
export interface PagesRequest {
  readonly port: number;
  readonly cities: number;
  readonly connections: number;
  /** Absent: each request of the mix once, registering it, and the answers are given back. */
  readonly forMs?: number;
  readonly nowMs?: number;
}

export interface PagesReport {
  readonly requests: number;
  readonly elapsedMs: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly answers: readonly string[];
}

let next = 0;

answerRequests<PagesRequest, PagesReport>(async (request) => {
  const pool = new Pool(`http://127.0.0.1:${request.port}`, { connections: request.connections });
  try {
    return await (request.forMs === undefined ? eachOnce(pool, request) : forSomeTime(pool, request));
  } finally {
    await pool.close();
  }
});

async function eachOnce(pool: Pool, { cities, nowMs = Date.now() }: PagesRequest): Promise<PagesReport> {
  const answers: string[] = [];
  for (let index = 0; index < roundOf(cities); index++) {
    const { document, ...rest } = dashboardRequest(index, cities, nowMs);
    const registering = await ask(pool, { ...rest, document });
    const byHash = await ask(pool, rest);
    const { data } = JSON.parse(byHash);
    if (data === undefined || data === null) {
      throw new Error(
        `${rest.operation}: ${byHash.slice(0, 500)} (registered: ${registering.slice(0, 200)})`,
      );
    }
    answers.push(JSON.stringify(ordered(data)));
  }
  return { requests: answers.length, elapsedMs: 0, p50Ms: 0, p99Ms: 0, answers };
}

async function forSomeTime(pool: Pool, request: PagesRequest): Promise<PagesReport> {
  const { cities, connections, forMs = 0 } = request;
  const latencies: number[] = [];
  const began = performance.now();
  const end = began + forMs;
  const connection = async () => {
    while (performance.now() < end) {
      const { operation, hash, variables } = dashboardRequest(next++, cities, Date.now());
      const asked = performance.now();
      const text = await ask(pool, { operation, hash, variables });
      latencies.push(performance.now() - asked);
      if (!text.startsWith('{"data":{')) throw new Error(`${operation}: ${text.slice(0, 500)}`);
    }
  };
  await Promise.all(Array.from({ length: connections }, connection));
  const elapsedMs = performance.now() - began;
  const sorted = Float64Array.from(latencies).sort();
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  return { requests: latencies.length, elapsedMs, p50Ms: at(0.5), p99Ms: at(0.99), answers: [] };
}

interface Asked {
  readonly operation: string;
  readonly hash: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly document?: string;
}

async function ask(pool: Pool, { operation, hash, variables, document }: Asked): Promise<string> {
  const { body } = await pool.request({
    method: 'POST',
    path: '/graphql',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({
      ...(document === undefined ? {} : { query: document }),
      operationName: operation,
      variables,
      extensions: { persistedQuery: { version: 1, sha256Hash: hash } },
    }),
  });
  return await body.text();
}

/** Gateways may give the fields of an object in an order of their own. */
function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([name, inner]) => [name, ordered(inner)]));
}
