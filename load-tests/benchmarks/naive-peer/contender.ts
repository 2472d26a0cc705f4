import type { Resolution } from '@citywatt/measurement-store/rows';
import type { Child } from '../pipeline/child.ts';
import type { PeerProducerReport } from './messages.ts';

/** A process that reads the stream and writes ClickHouse. */
export interface Consumer {
  readonly pid: number;
  kill(): Promise<void>;
}

/** One way from readings to windows, on stores of its own. */
export interface Contender {
  /** What is still wrong after so long without a change stays wrong. */
  readonly patienceMs: number;
  /** Makes its stream and tables when they are missing; resolves when the process takes readings. */
  start(): Promise<Consumer>;
  produce(readings: number): Child<PeerProducerReport>;
  /** All is published: so many readings. */
  end(sent: number): Promise<void>;
  storedReadings(): Promise<number>;
  storedWindows(resolution: Resolution): Promise<ReadonlyMap<string, number>>;
  close(): Promise<void>;
}
