/**
 * Rows that wait to be sent, by lane: all of a district's are in one, so that they arrive in the order of the file,
 * and lanes are sent beside each other. Memory is bounded: a lane holds one batch in flight and one that fills.
 */
export interface Lanes<Row> {
  /** Resolves when there is room for another. */
  add(lane: string, row: Row): Promise<void>;
  /** Sends what has been added and waits until all of it has arrived. */
  drain(): Promise<void>;
}

interface Lane<Row> {
  filling: Row[];
  inFlight: Promise<void>;
}

export function createLanes<Row>(
  send: (rows: readonly Row[]) => Promise<void>,
  options: { readonly lanes: number; readonly batch: number },
): Lanes<Row> {
  const lanes = Array.from(
    { length: options.lanes },
    (): Lane<Row> => ({ filling: [], inFlight: Promise.resolve() }),
  );
  const laneOf = new Map<string, Lane<Row>>();

  async function flush(lane: Lane<Row>) {
    await lane.inFlight;
    if (lane.filling.length === 0) return;
    const rows = lane.filling;
    lane.filling = [];
    lane.inFlight = send(rows);
    // Whoever adds or drains next hears of a failure; until then it must not count as unhandled.
    lane.inFlight.catch(() => {});
  }

  return {
    async add(name, row) {
      let lane = laneOf.get(name);
      if (!lane) {
        lane = lanes[laneOf.size % lanes.length]!;
        laneOf.set(name, lane);
      }
      lane.filling.push(row);
      if (lane.filling.length >= options.batch) await flush(lane);
    },
    async drain() {
      await Promise.all(
        lanes.map(async (lane) => {
          await flush(lane);
          await lane.inFlight;
        }),
      );
    },
  };
}
