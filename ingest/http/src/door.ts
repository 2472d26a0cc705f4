import type { Logger } from '@citywatt/service-runtime/logger';
import { openStreamLink, type StreamLink } from './stream-link.ts';
import { UnavailableError } from './unavailable.ts';

const RETRY_MS = 500;

/** The door's side of the stream, there or not. */
export interface Door {
  /** @throws {UnavailableError} before NATS has been reached for the first time. */
  link(): StreamLink;
  /** Why no reading can be taken now, for whoever sends one and for `/readyz`. */
  closed(): UnavailableError | undefined;
  /** From here on no request is taken. */
  stopTaking(): void;
  stop(): Promise<void>;
}

/** Opens the link in the background, for ever, so that the door answers 503 with the reason meanwhile. */
export function openDoor(natsUrl: string, logger: Logger): Door {
  let link: StreamLink | undefined;
  let fault = 'the reading stream has not been reached yet';
  let stopping = false;
  let wake = () => {};

  async function open() {
    while (!stopping && !link) {
      try {
        const opened = await openStreamLink(natsUrl, logger);
        if (stopping) await opened.stop();
        else link = opened;
      } catch (error) {
        const reason = `no way to the reading stream: ${error instanceof Error ? error.message : String(error)}`;
        if (reason !== fault) logger.warn({ err: error }, 'no way to the reading stream');
        fault = reason;
        await new Promise<void>((resolve) => {
          wake = resolve;
          setTimeout(resolve, RETRY_MS).unref();
        });
      }
    }
  }
  void open();

  const away = () => new UnavailableError('stream-away', fault);
  return {
    link() {
      if (!link) throw away();
      return link;
    },
    closed() {
      if (stopping) return new UnavailableError('stopping', 'this door is stopping; send it again', 5);
      if (!link) return away();
      if (!link.keysReady) return new UnavailableError('keys-loading', 'the API keys are being loaded', 1);
      return link.closed();
    },
    stopTaking() {
      stopping = true;
      wake();
    },
    async stop() {
      await link?.stop();
      link = undefined;
    },
  };
}
