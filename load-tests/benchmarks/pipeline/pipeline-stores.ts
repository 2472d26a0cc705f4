import { connectMeasurementStore } from '@citywatt/measurement-store/connection';
import { openOwnStores } from '@citywatt/test-harness/own-stores';
import type { TestStack } from '@citywatt/test-harness/test-stack';
import { jetstream } from '@nats-io/jetstream';
import type { PipelineStores } from './live-run.ts';

/** Empty stores of one run's own. */
export async function openPipelineStores(stack: TestStack): Promise<PipelineStores & AsyncDisposable> {
  const stores = await openOwnStores(stack.address);
  const measurements = connectMeasurementStore(stores.clickhouse);
  return {
    stack,
    stores,
    measurements,
    stream: jetstream(await stores.connectNats()),
    async [Symbol.asyncDispose]() {
      await measurements.close();
      await stores.close();
    },
  };
}
