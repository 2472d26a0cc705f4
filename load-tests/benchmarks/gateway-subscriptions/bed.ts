import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts } from '@citywatt/test-harness/free-port';
import { hive } from '../gateway-peers/hive.ts';
import { ours } from '../gateway-peers/ours.ts';
import { type Program, root, startGateway, startWorker, type Worker } from '../gateway-peers/started.ts';
import { composeBenchmarkGraph } from './graph.ts';
import type { ClientsReport, ClientsRequest, SourceRequest, SourceState } from './messages.ts';

export type ContenderName = 'ours' | 'hive' | 'per subscriber' | 'ws' | 'ws corked';

/** One way to deliver, its source and its clients, each a process of its own. */
export interface Line extends AsyncDisposable {
  readonly port: number;
  readonly pid: number;
  readonly source: Worker<SourceRequest, SourceState>;
  readonly clients: Worker<ClientsRequest, ClientsReport>;
}

export interface Bed extends AsyncDisposable {
  open(contender: ContenderName, corkedFrames?: number): Promise<Line>;
}

const program = (file: string) => join(import.meta.dirname, file);

export async function makeBed(): Promise<Bed> {
  const folder = await mkdtemp(join(tmpdir(), 'gateway-subscriptions-'));
  const [feedPort = 0, placesPort = 0, port = 0] = await freePorts(3);
  const urls = {
    feed: `http://127.0.0.1:${feedPort}/graphql`,
    places: `http://127.0.0.1:${placesPort}/graphql`,
  };
  const supergraph = join(folder, 'supergraph.graphql');
  await writeFile(supergraph, composeBenchmarkGraph(urls));
  const programs: Readonly<Record<'ours' | 'hive' | 'per subscriber', Program>> = {
    ours: ours(supergraph, port, { CITYWATT_SUBSCRIPTIONS_PER_PRINCIPAL: '20000' }),
    hive: hive('subscriptions.config.mjs', supergraph, port),
    'per subscriber': {
      file: join(root, 'load-tests/peers/plain/subscriptions.ts'),
      args: [String(port), urls.feed, urls.places],
    },
  };
  const openSource = async (
    contender: ContenderName,
    corkedFrames: number,
  ): Promise<Worker<SourceRequest, SourceState>> => {
    if (contender === 'ws' || contender === 'ws corked') {
      const frames = contender === 'ws' ? 1 : corkedFrames;
      return startWorker(program('ceiling.ts'), [String(port), String(frames)]);
    }
    const source = startWorker<SourceRequest, SourceState>(program('subgraphs.ts'));
    await source.ask({ do: 'listen', feedPort, placesPort });
    return source;
  };
  return {
    async open(contender, corkedFrames = 1) {
      const source = await openSource(contender, corkedFrames);
      await source.ask({ do: 'state' });
      const gateway =
        contender === 'ws' || contender === 'ws corked'
          ? { pid: source.pid, kill: async () => {} }
          : await startGateway(port, programs[contender]);
      const clients = startWorker<ClientsRequest, ClientsReport>(program('clients.ts'));
      return {
        port,
        pid: gateway.pid,
        source,
        clients,
        async [Symbol.asyncDispose]() {
          await Promise.all([clients.kill(), gateway.kill()]);
          await source.kill();
        },
      };
    },
    async [Symbol.asyncDispose]() {
      await rm(folder, { recursive: true });
    },
  };
}
