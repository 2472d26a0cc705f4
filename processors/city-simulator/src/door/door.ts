import { setTimeout as delay } from 'node:timers/promises';
import { Agent, request } from 'undici';
import { type DoorAnswer, readAnswer } from './answer.ts';

/** The door said no for a reason that a repeat does not cure. */
export class DoorRefusedError extends Error {
  readonly code = 'DOOR_REFUSED';
  readonly status: number;
  constructor(status: number, answer: string) {
    super(`the door refused with ${status}: ${answer.slice(0, 500)}`);
    this.status = status;
  }
}

export interface Door {
  /**
   * Sends NDJSON and resolves when the door has answered for each line; waits as long as the door asks to, and repeats
   * as long as it is away.
   * @throws {DoorRefusedError} for 4xx but 422 and 429; the signal's reason when aborted.
   */
  send(lines: string, signal: AbortSignal): Promise<DoorAnswer>;
  /** Why the last try has not got through; undefined when it has. */
  readonly waitingFor: string | undefined;
  close(): Promise<void>;
}

export interface DoorOptions {
  /** `http://127.0.0.1:4010` */
  readonly url: string;
  readonly key: string;
  readonly connections?: number;
}

const FIRST_RETRY_MS = 200;
const LONGEST_RETRY_MS = 5_000;
/** A key that was minted a moment ago may not have come to the door yet. */
const KEY_ARRIVES_WITHIN_MS = 5_000;
const ANSWER_TIMEOUT_MS = 30_000;
const JITTER = 0.2;

export function createDoor({ url, key, connections = 4 }: DoorOptions): Door {
  const agent = new Agent({ connections, headersTimeout: ANSWER_TIMEOUT_MS, bodyTimeout: ANSWER_TIMEOUT_MS });
  const target = new URL('/ingest', url);
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/x-ndjson' };
  const openedAt = performance.now();
  let authorized = false;
  let waitingFor: string | undefined;

  async function once(
    lines: string,
    signal: AbortSignal,
  ): Promise<DoorAnswer | { readonly retryMs: number }> {
    let status: number;
    let text: string;
    let retryAfter: string | undefined;
    try {
      const answer = await request(target, {
        method: 'POST',
        headers,
        body: lines,
        dispatcher: agent,
        signal,
      });
      status = answer.statusCode;
      retryAfter = answer.headers['retry-after']?.toString();
      text = await answer.body.text();
    } catch (error) {
      signal.throwIfAborted();
      waitingFor = `the door at ${target.origin} does not answer: ${(error as Error).message}`;
      return { retryMs: 0 };
    }
    const keyMayCome = status === 401 && !authorized && performance.now() - openedAt < KEY_ARRIVES_WITHIN_MS;
    if (keyMayCome || status === 429 || status >= 500) {
      waitingFor = `the door answers ${status}: ${text.slice(0, 200)}`;
      return { retryMs: Number(retryAfter ?? 0) * 1_000 || 0 };
    }
    if (status !== 201 && status !== 207 && status !== 422) throw new DoorRefusedError(status, text);
    waitingFor = undefined;
    authorized = true;
    return readAnswer(text);
  }

  return {
    get waitingFor() {
      return waitingFor;
    },
    async send(lines, signal) {
      for (let backOff = FIRST_RETRY_MS; ; backOff = Math.min(backOff * 2, LONGEST_RETRY_MS)) {
        const answer = await once(lines, signal);
        if (!('retryMs' in answer)) return answer;
        await delay(Math.max(answer.retryMs, backOff) * (1 + JITTER * Math.random()), undefined, { signal });
      }
    },
    close: () => agent.destroy(),
  };
}
