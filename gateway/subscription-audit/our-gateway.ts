import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger } from '@citywatt/service-runtime/logger';
import { readConfig, withArguments } from '../src/environment.ts';
import { start } from '../src/start.ts';
import type { Gateway } from './client.ts';
import type { Shop } from './shop.ts';

/** Our gateway by itself before the shop, as `npm run gateway -- --supergraph` starts it. */
export async function ourGateway(shop: Shop): Promise<Gateway & { stop(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'subscription-audit-'));
  const file = join(folder, 'supergraph.graphql');
  await writeFile(file, shop.supergraph);
  const environment = { ...withArguments({}, ['--supergraph', file]), CITYWATT_PORT: '0' };
  const gateway = await start(readConfig(environment), createLogger('audit', 'silent'));
  return {
    url: `ws://127.0.0.1:${gateway.port}/graphql`,
    connectionParams: {},
    async stop() {
      await gateway.stop();
      await rm(folder, { recursive: true });
    },
  };
}
