import type { Logger } from '@citywatt/service-runtime/logger';
import { checkpointStore } from '../src/checkpoint/checkpoint-store.ts';
import { startEstimates } from '../src/estimation/estimate-loop.ts';
import { Ownership } from '../src/ownership/ownership.ts';
import { startRepair } from '../src/repair/repair-loop.ts';
import { Worker } from '../src/worker/worker.ts';
import { PARTITIONS } from './made-city.ts';
import { SimulatedProcess } from './simulated-process.ts';
import type { SimulatedStores } from './simulated-stores.ts';
import type { World } from './world.ts';

const DAY_MS = 86_400_000;
/** How long raw readings are certain to be there; they are kept for a day longer. */
export const RAW_RETENTION_MS = 6 * DAY_MS;

export const GENERATION = 1;

/** A processor as `start` puts it together, on simulated stores. */
export class SimulatedWorker {
  readonly process: SimulatedProcess;
  readonly worker: Worker;
  readonly #ownership: Ownership;
  #stopping = false;

  constructor(world: World, stores: SimulatedStores, name: string) {
    const process = new SimulatedProcess(world, name, true);
    this.process = process;
    const { clock } = process;
    const rows = stores.rows.forProcess(process);
    const sink = stores.stream.sink(process);
    const logger = loggerOf(world, process);
    const publish = (what: string) => stores.nats.request(process, `publish ${what}`, () => {});
    const worker = new Worker({
      clock,
      readings: stores.stream.readingStream(process),
      sink,
      rows,
      events: { publish: (events) => publish(`${events.length} events`) },
      live: { publish: ({ partition }) => publish(`live of ${partition}`) },
      checkpoints: checkpointStore(
        stores.pointers.forProcess(process),
        stores.chunks.forProcess(process),
        name,
        Array.from({ length: PARTITIONS }, (_, partition) => partition),
      ),
      readDirectory: () => stores.directory.read(process),
      generation: GENERATION,
      longestGapMs: RAW_RETENTION_MS,
      fenced: (partition) => ownership.fenced(partition),
      failed: (error) => {
        world.violate(`${name} cannot go on: ${error instanceof Error ? error.stack : String(error)}`);
        process.crash('ends by itself');
      },
      logger,
    });
    const ownership = new Ownership({
      worker: name,
      partitions: PARTITIONS,
      clock,
      tokens: stores.tokens.forProcess(process),
      members: stores.members.forProcess(process, () => worker.report(name)),
      holder: worker,
      logger,
    });
    this.worker = worker;
    this.#ownership = ownership;
    worker.run();
    ownership.run();
    startRepair({ worker, clock, rows, generation: GENERATION, rawRetentionMs: RAW_RETENTION_MS, logger });
    const quarters = stores.rows.quartersFor(process, stores.history);
    startEstimates({ worker, clock, quarters, sink, logger });
  }

  get stopping(): boolean {
    return this.#stopping;
  }

  /** Ends in good order, as after SIGTERM. */
  stop(): void {
    this.#stopping = true;
    void this.#ownership
      .stop()
      .then(() => this.worker.stop())
      .then(() => this.process.crash('has ended in good order'));
  }
}

/** What a worker says goes into the trace. */
function loggerOf(world: World, process: SimulatedProcess): Logger {
  const say = (fields: unknown, message?: string) => {
    if (!process.alive) return;
    const { err, partition } = (typeof fields === 'object' && fields !== null ? fields : {}) as {
      err?: unknown;
      partition?: number;
    };
    const of = partition === undefined ? '' : ` (partition ${partition})`;
    const why = err instanceof Error ? `: ${err.message}` : '';
    world.say(`${process.name} says: ${message ?? String(fields)}${of}${why}`);
  };
  const silent = () => {};
  return {
    fatal: say,
    error: say,
    warn: say,
    info: silent,
    debug: silent,
    trace: silent,
  } as unknown as Logger;
}
