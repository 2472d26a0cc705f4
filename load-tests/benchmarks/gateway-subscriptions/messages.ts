/** What the source of changes is told: the process of the subgraphs, or the server that shows the ceiling. */
export type SourceRequest =
  | { readonly do: 'listen'; readonly feedPort: number; readonly placesPort: number }
  | { readonly do: 'add'; readonly count: number; readonly note: string }
  /** Adds one change each so many milliseconds; 0 stops it. */
  | { readonly do: 'pace'; readonly everyMs: number; readonly note: string }
  | { readonly do: 'state' };

export interface SourceState {
  readonly sequence: number;
  readonly followers: number;
  readonly mostFollowers: number;
}

export type ClientsRequest =
  | {
      readonly do: 'connect';
      readonly port: number;
      readonly clients: number;
      readonly kind: 'same' | 'distinct';
      /** Per client, where it continues; absent: from now on. */
      readonly from?: readonly string[];
      /** Each client's results are checked for gaps and doubles. */
      readonly checked?: boolean;
      /** So many of them stop reading as soon as they have subscribed. */
      readonly deaf?: number;
    }
  /** Counts from here on; every `stride`-th result is read whole. */
  | { readonly do: 'measure'; readonly stride: number }
  | { readonly do: 'report' }
  /** Those that had stopped read again. */
  | { readonly do: 'hear' };

export interface ClientsReport {
  /** Share of the results that were read whole and had errors. */
  readonly failedShare: number;
  /** Since the process began. */
  readonly results: number;
  readonly deliveries: number;
  /** Chunks that sockets gave: many results may come in one. */
  readonly reads: number;
  readonly elapsedMs: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Clients that have had a result since they connected. */
  readonly reached: number;
  readonly closed: number;
  /** Of checked clients: the last sequence of each, and how many results were out of order, missing or double. */
  readonly last: readonly number[];
  readonly faults: number;
}

/** 120 characters: a result is then about 300 bytes. */
export const NOTE = 'what the sensor says of itself '.repeat(4).slice(0, 120);
