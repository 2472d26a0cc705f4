import type { JetStreamManager } from '@nats-io/jetstream';
import { READINGS_STREAM } from './subjects.ts';

/**
 * From this share of READINGS on readings are refused. The last tenth is for ticks, control messages and city inputs: a
 * stream full of readings would lock itself.
 */
export const FULL_SHARE = 0.9;

export async function isReadingStreamFull(manager: JetStreamManager): Promise<boolean> {
  const { config, state } = await manager.streams.info(READINGS_STREAM);
  return config.max_bytes > 0 && state.bytes >= config.max_bytes * FULL_SHARE;
}
