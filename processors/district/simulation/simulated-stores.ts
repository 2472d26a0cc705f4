import type { SimulatedBucket, SimulatedChunks } from './simulated-bucket.ts';
import type { SimulatedRowStore } from './simulated-row-store.ts';
import type { SimulatedServer } from './simulated-server.ts';
import type { SimulatedStream } from './simulated-stream.ts';
import type { SimulatedMembers, SimulatedTokens } from './simulated-tokens.ts';

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
}
