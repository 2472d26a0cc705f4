import type { HistoricalQuarters } from './historical-quarters.ts';
import { PARTITIONS } from './made-city.ts';
import { SimulatedBucket, SimulatedChunks } from './simulated-bucket.ts';
import { SimulatedDirectory } from './simulated-directory.ts';
import type { SimulatedProcess } from './simulated-process.ts';
import { SimulatedRowStore, type StoreWatch } from './simulated-row-store.ts';
import { SimulatedServer } from './simulated-server.ts';
import { SimulatedStream, type StreamSize, type StreamWatch } from './simulated-stream.ts';
import { SimulatedMembers, SimulatedTokens } from './simulated-tokens.ts';
import type { World } from './world.ts';

/** The servers of one simulation and what they keep. */
export interface SimulatedStores {
  readonly nats: SimulatedServer;
  readonly clickhouse: SimulatedServer;
  readonly stream: SimulatedStream;
  readonly pointers: SimulatedBucket;
  readonly chunks: SimulatedChunks;
  readonly tokens: SimulatedTokens;
  readonly members: SimulatedMembers;
  readonly rows: SimulatedRowStore;
  readonly directory: SimulatedDirectory;
  readonly history: HistoricalQuarters;
}

export interface StoresWatch {
  readonly stream: StreamWatch;
  readonly rows: StoreWatch;
  /** A checkpoint's pointer was written. */
  readonly pointer: (process: SimulatedProcess, key: string, value: string) => void;
}

export function openStores(
  world: World,
  size: StreamSize,
  history: HistoricalQuarters,
  watch: StoresWatch,
): SimulatedStores {
  const nats = new SimulatedServer(world, 'nats');
  const clickhouse = new SimulatedServer(world, 'clickhouse');
  return {
    nats,
    clickhouse,
    stream: new SimulatedStream(world, nats, size, watch.stream),
    pointers: new SimulatedBucket(nats, watch.pointer),
    chunks: new SimulatedChunks(world, nats),
    tokens: new SimulatedTokens(world, nats, PARTITIONS),
    members: new SimulatedMembers(world, nats),
    rows: new SimulatedRowStore(clickhouse, watch.rows),
    directory: new SimulatedDirectory(nats),
    history,
  };
}
