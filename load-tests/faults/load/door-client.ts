import { setTimeout as delay } from 'node:timers/promises';

/** The door said no to what it should take. */
export class ReadingsRejected extends Error {
  readonly code = 'READINGS_REJECTED';
}

export interface DoorClient {
  /**
   * Resolves when the door has acknowledged every reading: what is refused, cut off or not answered is sent again, as any
   * client would.
   * @throws {ReadingsRejected}
   */
  send(lines: string): Promise<void>;
  /** From now on answers count for nothing, as if they had never come, until `hearAgain`. */
  goDeaf(): void;
  hearAgain(): void;
  /** Requests sent more than once so far. */
  readonly repeats: number;
  stop(): void;
}

const ANSWER_MS = 20_000;
const RETRY_MS = 100;
const LONGEST_RETRY_MS = 1_000;
/** A door that does not know a sensor yet will hear of it in a moment. */
const KNOWN_WITHIN_MS = 30_000;

interface Report {
  readonly rejected: number;
  readonly items: readonly { readonly code: string; readonly message: string }[];
}

export function createDoorClient(url: string, key: string): DoorClient {
  const stopping = new AbortController();
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/x-ndjson' };
  let deaf = false;
  let repeats = 0;

  async function once(lines: string): Promise<'acknowledged' | 'unknown-sensor' | 'again'> {
    try {
      const answer = await fetch(`${url}/ingest`, {
        method: 'POST',
        headers,
        body: lines,
        signal: AbortSignal.any([stopping.signal, AbortSignal.timeout(ANSWER_MS)]),
      });
      const text = await answer.text();
      if (deaf || answer.status === 429 || answer.status === 401 || answer.status >= 500) return 'again';
      if (answer.status === 201) return 'acknowledged';
      const { items } = JSON.parse(text) as Report;
      if (items.every(({ code }) => code === 'unknown-sensor')) return 'unknown-sensor';
      throw new ReadingsRejected(`the door answers ${answer.status}: ${text.slice(0, 300)}`);
    } catch (error) {
      if (stopping.signal.aborted || error instanceof ReadingsRejected) throw error;
      return 'again';
    }
  }

  return {
    async send(lines) {
      const deadline = performance.now() + KNOWN_WITHIN_MS;
      for (let wait = RETRY_MS; ; wait = Math.min(wait * 1.5, LONGEST_RETRY_MS)) {
        const outcome = await once(lines);
        if (outcome === 'acknowledged') return;
        if (outcome === 'unknown-sensor' && performance.now() > deadline)
          throw new ReadingsRejected('the door does not get to know the sensors of the city');
        repeats++;
        await delay(wait, undefined, { signal: stopping.signal });
      }
    },
    goDeaf() {
      deaf = true;
    },
    hearAgain() {
      deaf = false;
    },
    get repeats() {
      return repeats;
    },
    stop: () => stopping.abort(),
  };
}
