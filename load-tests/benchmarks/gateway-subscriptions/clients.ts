import { answerRequests, say } from '../gateway-peers/worker-side.ts';
import { monotonicMs } from './graph.ts';
import type { ClientsReport, ClientsRequest } from './messages.ts';
import { type Subscriber, subscribe } from './subscriber.ts';

/** Subscribes as many clients and counts what comes; tells its parent how many results have come in all. */
const REPORT_EVERY_MS = 2;
const CONNECTING_AT_ONCE = 100;

const subscribers: Subscriber[] = [];
let reached = 0;
let closed = 0;
let last: number[] = [];
let faults = 0;
let results = 0;
let told = 0;
let stride = 1;
let counted = 0;
let reads = 0;
let since = monotonicMs();
let latencies: number[] = [];
let read = 0;
let failed = 0;

setInterval(() => {
  if (results === told) return;
  told = results;
  say(results);
}, REPORT_EVERY_MS);

answerRequests<ClientsRequest, ClientsReport>(async (request) => {
  if (request.do === 'connect') await connect(request);
  else if (request.do === 'measure') {
    stride = request.stride;
    counted = 0;
    reads = 0;
    latencies = [];
    read = 0;
    failed = 0;
    since = monotonicMs();
  } else if (request.do === 'hear') for (const subscriber of subscribers) subscriber.hear();
  return report();
});

async function connect({ port, clients, kind, from, checked, deaf = 0 }: ClientsRequest & { do: 'connect' }) {
  const first = subscribers.length;
  reached = 0;
  closed = 0;
  faults = 0;
  last = checked ? (from?.map(Number) ?? new Array<number>(clients).fill(0)) : [];
  for (let lane = 0; lane < clients; lane += CONNECTING_AT_ONCE) {
    const opened = Array.from({ length: Math.min(CONNECTING_AT_ONCE, clients - lane) }, (_, index) => {
      const client = lane + index;
      let had = false;
      return subscribe({
        port,
        channel: kind === 'same' ? 0 : first + client,
        from: from?.[client],
        deaf: client < deaf,
        onRead: () => reads++,
        wants: () => checked === true || results % stride === 0,
        onResult(text) {
          results++;
          counted++;
          if (!had) {
            had = true;
            reached++;
          }
          if (text === undefined) return;
          const sequence = look(text);
          if (checked) follow(client, sequence);
        },
        onClosed: () => closed++,
      });
    });
    subscribers.push(...opened);
    await Promise.all(opened.map((subscriber) => subscriber.subscribed));
  }
}

/** The sequence of a whole result; undefined for one with errors. */
function look(text: string): number | undefined {
  const change = JSON.parse(text).payload?.data?.changed;
  read++;
  if (change?.place?.name === undefined || change.place.name === null) {
    failed++;
    return undefined;
  }
  latencies.push(monotonicMs() - change.sentAt);
  return Number(change.sequence);
}

function follow(client: number, sequence: number | undefined): void {
  if (sequence === undefined) {
    faults++;
    return;
  }
  const before = last[client]!;
  if (before !== 0 && sequence !== before + 1) faults++;
  last[client] = sequence;
}

function report(): ClientsReport {
  const sorted = Float64Array.from(latencies).sort();
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  const elapsedMs = monotonicMs() - since;
  return {
    results,
    failedShare: failed / Math.max(1, read),
    deliveries: counted,
    reads,
    elapsedMs,
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    reached,
    closed,
    last,
    faults,
  };
}
