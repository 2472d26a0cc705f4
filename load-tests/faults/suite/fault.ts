import type { FaultRun } from './fault-run.ts';

export interface FaultSize {
  /** Readings acknowledged at least. */
  readonly readings: number;
  /** How often it strikes: kills, stops, cuts. */
  readonly times: number;
  /** How long an outage lasts. */
  readonly seconds: number;
}

/** What each fault file exports as `fault`. */
export interface Fault {
  /** That of its file. */
  readonly name: string;
  /** What is done, in words. */
  readonly what: string;
  readonly short: FaultSize;
  readonly long: FaultSize;
  /** Late and revised readings may lower a window in the ordinary way: then falls are not looked for. */
  readonly valuesMayFall?: true;
  /** Raw readings and minutes are gone at the end: they are not judged. */
  readonly rawExpires?: true;
  /** Waits until all faults before it are judged. */
  readonly alone?: true;
  /** Only where the machine gives a disk that can be filled and cut off. */
  readonly needsDisk?: true;
  /** Returns when the last fault has passed; readings that are still to be sent are sent afterwards. */
  run(run: FaultRun): Promise<void>;
}

/** What a fault was made to show has not come about: the run proves nothing. */
export class FaultWithoutEffect extends Error {
  readonly code = 'FAULT_WITHOUT_EFFECT';
}

/** The system did not come back by itself. */
export class NotRecovered extends Error {
  readonly code = 'NOT_RECOVERED';
}
