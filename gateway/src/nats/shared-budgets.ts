import { createHash } from 'node:crypto';
import type { Logger } from '@citywatt/service-runtime/logger';
import { type KV, Kvm } from '@nats-io/kv';
import type { Lease } from '../limits/budgets.ts';
import type { Nats } from './nats.ts';

const BUCKET = 'cost_budgets';
const KEPT_MS = 180_000;
const ATTEMPTS = 20;

/**
 * What has been leased of each account's minute, by compare-and-set in a bucket. While NATS is away every
 * gateway gives its own full budget: a limit that is too wide for a while, and not an outage.
 */
export function sharedBudgets(nats: Nats, logger: Logger): Lease {
  let opened: Promise<KV> | undefined;
  const bucket = () => {
    opened ??= nats.connected.then((connection) =>
      new Kvm(connection).create(BUCKET, { history: 1, ttl: KEPT_MS }),
    );
    opened.catch(() => {
      opened = undefined;
    });
    return opened;
  };

  return async (account, minute, wanted, budget) => {
    // A subject may hold what a key may not.
    const key = `${minute}.${createHash('sha256').update(account).digest('base64url')}`;
    try {
      const kv = await bucket();
      for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
        const entry = await kv.get(key);
        const used = entry === null || entry.operation !== 'PUT' ? 0 : Number(entry.string());
        const taken = Math.min(wanted, budget - used);
        if (taken <= 0) return 0;
        const written = await kv.put(key, String(used + taken), { previousSeq: entry?.revision ?? 0 }).then(
          () => true,
          () => false,
        );
        if (written) return taken;
      }
      throw new Error(`${ATTEMPTS} other gateways were faster each time`);
    } catch (err) {
      logger.warn({ err }, 'budgets are not shared just now');
      opened = undefined;
      return wanted;
    }
  };
}
