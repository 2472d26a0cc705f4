import { connect } from '@nats-io/transport-node';
import { z } from 'zod';
import type { NatsAccount } from './configuration.ts';

const EVERY_MS = 3_000;
/** So many times in a row: what is still being recovered is unwell for a moment. */
const ANSWERS = 2;
const SUBJECT = '$SYS.REQ.SERVER.PING.HEALTHZ';

const answerSchema = z.object({ data: z.object({ status: z.string(), error: z.string().optional() }) });

/**
 * Asks a server how it is and tells when it says that it is not well. A stream that could not write once, for want of
 * room, takes nothing more until the server is started again, however much room there is by then. A server that does not
 * answer says nothing: whether its process lives is another's to see.
 * @returns ends the watch.
 */
export function watchHealth(
  server: string,
  system: NatsAccount,
  onUnwell: (reason: string) => void,
): () => void {
  let unwell = 0;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  const ask = async () => {
    try {
      const answer = await healthOf(server, system);
      unwell = answer.status === 'ok' ? 0 : unwell + 1;
      if (unwell === ANSWERS) onUnwell(answer.error ?? answer.status);
    } catch {
      unwell = 0;
    }
    if (!stopped) timer = setTimeout(() => void ask(), EVERY_MS);
  };
  timer = setTimeout(() => void ask(), EVERY_MS);
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}

async function healthOf(server: string, system: NatsAccount) {
  const connection = await connect({
    servers: server,
    user: system.user,
    pass: system.password,
    reconnect: false,
    timeout: EVERY_MS,
  });
  try {
    const answer = await connection.request(SUBJECT, '{}', { timeout: EVERY_MS });
    return answerSchema.parse(answer.json()).data;
  } finally {
    await connection.close();
  }
}
