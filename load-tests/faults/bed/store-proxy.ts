import { once } from 'node:events';
import { type AddressInfo, createServer, connect as dial, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { Seeded } from '@citywatt/test-harness/seeded';

/** A client's connection and the one behind it. */
interface Link {
  readonly client: Socket;
  readonly server: Socket;
  /** An insert has been sent and not been answered. */
  inserting: boolean;
}

const INSERT = /INSERT(?:\+|%20| )INTO/;
/** A reset comes while the store still works on the insert, or when it has answered. */
const RESET_WITHIN_MS = 60;

/** Stands in front of a store. Hands on what comes, both ways, until it is told to do otherwise. */
export class StoreProxy {
  readonly #links = new Set<Link>();
  readonly #server;
  #losing = false;
  #answerDelayMs = 0;
  #resets: { readonly share: number; readonly random: Seeded } | undefined;
  /** How many connections it has cut so far. */
  cuts = 0;

  private constructor(targetPort: number) {
    this.#server = createServer((client) => {
      const link = { client, server: dial(targetPort, '127.0.0.1'), inserting: false };
      client.setNoDelay(true);
      link.server.setNoDelay(true);
      this.#links.add(link);
      for (const socket of [client, link.server]) {
        socket.on('error', () => {});
        socket.on('close', () => this.#links.delete(link));
      }
      void this.#handOnRequests(link);
      void this.#handOnAnswers(link);
    });
  }

  static async open(targetPort: number): Promise<StoreProxy> {
    const proxy = new StoreProxy(targetPort);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Requests go through, answers do not, for a while; then every connection is closed. */
  async loseAnswers(forMs: number): Promise<void> {
    this.#losing = true;
    await delay(forMs);
    this.#losing = false;
    this.cuts += this.#links.size;
    for (const link of this.#links) this.#close(link);
  }

  /** Of the inserts that pass, this share is answered by a reset of the connection. */
  resetInserts(share: number, random: Seeded): void {
    this.#resets = { share, random };
  }

  /** Each piece of an answer comes so much later. */
  slowDown(answerDelayMs: number): void {
    this.#answerDelayMs = answerDelayMs;
  }

  handOnAll(): void {
    this.#resets = undefined;
    this.#answerDelayMs = 0;
  }

  close(): void {
    this.#server.close();
    for (const link of this.#links) this.#close(link);
  }

  async #handOnRequests(link: Link): Promise<void> {
    await through(link.client, link.server, async (piece) => {
      if (!INSERT.test(piece.subarray(0, 2_048).toString('latin1'))) return true;
      link.inserting = true;
      if (this.#isToReset() && this.#resets!.random.next() < 0.5) {
        setTimeout(() => this.#reset(link), this.#resets!.random.integer(0, RESET_WITHIN_MS));
      }
      return true;
    });
  }

  async #handOnAnswers(link: Link): Promise<void> {
    await through(link.server, link.client, async () => {
      if (this.#answerDelayMs > 0) await delay(this.#answerDelayMs);
      if (link.inserting && this.#isToReset()) this.#reset(link);
      link.inserting = false;
      return !this.#losing;
    });
  }

  #isToReset(): boolean {
    return this.#resets !== undefined && this.#resets.random.next() < this.#resets.share;
  }

  #reset(link: Link): void {
    if (!this.#links.has(link)) return;
    this.cuts++;
    link.client.resetAndDestroy();
    this.#close(link);
  }

  #close(link: Link): void {
    this.#links.delete(link);
    link.client.destroy();
    link.server.destroy();
  }
}

/** Hands pieces on, one after the other and no faster than they are taken; `passes` says which. */
async function through(from: Socket, to: Socket, passes: (piece: Buffer) => Promise<boolean>): Promise<void> {
  try {
    for await (const piece of from as AsyncIterable<Buffer>) {
      if (!(await passes(piece)) || to.destroyed) continue;
      if (!to.write(piece)) await Promise.race([once(to, 'drain'), once(to, 'close')]);
    }
    to.end();
  } catch {
    // A connection that broke breaks the other one.
    to.destroy();
  }
}
