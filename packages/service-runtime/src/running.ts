/** What `start(config)` of every service resolves to. */
export interface Running {
  readonly name: string;
  /** Ready to do its work now; otherwise the reason, in words for an operator. */
  readiness(): Promise<Readiness> | Readiness;
  /** Ends the service: takes no new work, finishes what is acknowledged, frees everything. Safe to call twice. */
  stop(): Promise<void>;
}

export type Readiness = { readonly ready: true } | { readonly ready: false; readonly reason: string };
