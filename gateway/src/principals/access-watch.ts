import type { IncomingMessage } from 'node:http';
import { OperationRefused } from '../operations/operation-refused.ts';
import type { Authenticate } from './authenticate.ts';

/** Who was let in, and by what; when one of these is no longer valid, `revoked` is called. */
export interface Admitted {
  readonly request: IncomingMessage;
  readonly authorizations: ReadonlySet<string>;
  revoked(): void;
}

export interface AccessWatch {
  /** Returns what ends the watching. */
  watch(admitted: Admitted): () => void;
  stop(): void;
}

const EVERY_MS = 2_500;

/** Asks again and again whether those who stay connected may still: a key that was revoked or expired ends what it began. */
export function accessWatch(authenticate: Authenticate, everyMs = EVERY_MS): AccessWatch {
  const all = new Set<Admitted>();
  const recheck = async (admitted: Admitted) => {
    try {
      for (const authorization of admitted.authorizations)
        await authenticate(admitted.request, authorization);
    } catch (error) {
      // Keys that cannot be read just now are not revoked.
      if (error instanceof OperationRefused && error.httpStatus === 401 && all.has(admitted))
        admitted.revoked();
    }
  };
  const timer = setInterval(() => {
    for (const admitted of all) void recheck(admitted);
  }, everyMs);
  timer.unref();
  return {
    watch(admitted) {
      all.add(admitted);
      return () => all.delete(admitted);
    },
    stop: () => clearInterval(timer),
  };
}
