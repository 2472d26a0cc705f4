import type { Batch, GroupCommit } from './group-commit.ts';
import { type Circumstances, interpret } from './interpret.ts';
import { type PlaceUnknown, type Rejection, type RejectionCode, rejected } from './item.ts';
import type { PointSensors } from './point-sensors.ts';
import type { ReceivedItem } from './received-item.ts';
import { batchIsFull, type RejectedItem, rejectedId, rejectedItem } from './rejected-batch.ts';
import type { RejectedStore } from './rejected-store.ts';
import { REPORTED_ITEMS, type Report, type ReportedItem } from './report.ts';

/** Readings of all requests that wait for the stream; above it bodies are read no further. */
const BACKLOG_LIMIT = 200_000;

export interface TakingParts {
  readonly commit: GroupCommit;
  readonly rejected: RejectedStore;
  readonly points: PointSensors;
  /** Asked anew for each piece of a body, as time goes on while it comes. */
  circumstances(tenant: string): Circumstances;
  readonly wallTime: () => number;
  onRejected(code: RejectionCode): void;
}

export interface Taking {
  /** Interprets items in their order; readings go into frames, the rest into REJECTED. @throws {UnavailableError} */
  take(items: readonly ReceivedItem[]): Promise<void>;
  /** Resolves when the stream has every reading and every rejected item. @throws {UnavailableError} */
  finish(): Promise<Report>;
}

/**
 * What becomes of the items of one request.
 * @param onRejected gets what is rejected, instead of REJECTED (a replay, whose items are kept already).
 */
export function createTaking(
  parts: TakingParts,
  tenant: string,
  onRejected?: (received: ReceivedItem, rejection: Rejection) => void,
): Taking {
  const batches = new Set<Batch>();
  const reported: ReportedItem[] = [];
  let pending: { readonly received: ReceivedItem; readonly kept: RejectedItem }[] = [];
  let accepted = 0;
  let rejectedCount = 0;
  let failure: unknown;

  function settle(received: ReceivedItem, outcome: Exclude<ReturnType<typeof interpret>, PlaceUnknown>) {
    if (outcome.outcome === 'rejected') {
      parts.onRejected(outcome.code);
      rejectedCount++;
      if (onRejected) onRejected(received, outcome);
      else pending.push({ received, kept: rejectedItem(received, outcome) });
      return;
    }
    const { partition, key, sensorNumber, eventTime, value } = outcome;
    const batch = parts.commit.add(partition, key, sensorNumber, eventTime, value);
    accepted++;
    if (batches.has(batch)) return;
    batches.add(batch);
    batch.settled.catch((error: unknown) => {
      failure ??= error;
    });
  }

  async function keepPending() {
    if (pending.length === 0) return;
    const keeping = pending;
    pending = [];
    const sequence = await parts.rejected.keep(tenant, {
      rejectedAt: parts.wallTime(),
      items: keeping.map(({ kept }) => kept),
    });
    for (const [index, { received, kept }] of keeping.entries()) {
      if (reported.length === REPORTED_ITEMS) return;
      const place =
        received.line === undefined
          ? { index: received.index }
          : { index: received.index, line: received.line };
      reported.push({ ...place, id: rejectedId(sequence, index), ...kept.rejection });
    }
  }

  /** A sensor for every unknown place from here on, so that the order of the items holds; undefined when made. */
  async function provision(items: readonly ReceivedItem[], from: number): Promise<Rejection | undefined> {
    const circumstances = parts.circumstances(tenant);
    const places: PlaceUnknown[] = [];
    for (let i = from; i < items.length; i++) {
      const received = items[i]!;
      if (!('item' in received)) continue;
      const outcome = interpret(received.item, circumstances);
      if (outcome.outcome === 'place-unknown') places.push(outcome);
    }
    const { refused } = await parts.points.make(places);
    const reason = refused ?? 'the sensor of this place is not active';
    return rejected('not-provisioned', 'geographic_coordinate', `no sensor could be made here: ${reason}`);
  }

  return {
    async take(items) {
      let circumstances = parts.circumstances(tenant);
      let unmade: Rejection | undefined;
      for (let i = 0; i < items.length; i++) {
        if (failure) throw failure;
        const received = items[i]!;
        if (!('item' in received)) settle(received, received.rejection);
        else {
          let outcome = interpret(received.item, circumstances);
          if (outcome.outcome === 'place-unknown' && !unmade) {
            unmade = await provision(items, i);
            circumstances = parts.circumstances(tenant);
            outcome = interpret(received.item, circumstances);
          }
          settle(received, outcome.outcome === 'place-unknown' ? unmade! : outcome);
        }
        if (batchIsFull(pending.length)) await keepPending();
        while (parts.commit.backlog > BACKLOG_LIMIT) await parts.commit.progress();
      }
    },
    async finish() {
      await Promise.all([...batches].map((batch) => batch.settled));
      // Behind the readings: a request that is 503 is sent again, and its rejected items with it.
      await keepPending();
      return {
        received: accepted + rejectedCount,
        accepted,
        rejected: rejectedCount,
        items: reported,
        itemsLeftOut: rejectedCount - reported.length,
      };
    },
  };
}
