import { type Logger, pino } from 'pino';

export type { Logger } from 'pino';

/** A logger that writes one JSON line per event; the message is static, variables go into fields. */
export function createLogger(service: string, level = 'info'): Logger {
  return pino({ name: service, level, base: { service } });
}
