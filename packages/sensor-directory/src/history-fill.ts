/** How far a city's history has been filled behind its live edge; KV `city_history`, key `<tenant>.<city>`. */
export interface HistoryFill {
  readonly tenant: string;
  readonly city: string;
  /** The fill goes from `to` back to `from`, newest first; milliseconds since 1970 UTC. */
  readonly from: number;
  readonly to: number;
  /** Everything from here to `to` has been accepted by the door. */
  readonly filledFrom: number;
}
