import { createLogger } from '@citywatt/service-runtime/logger';
import type { ExecutionResult } from 'graphql';
import { expect, test } from 'vitest';
import { type EventQueue, eventQueue } from './event-queue.ts';
import { type RunSource, startRun } from './run.ts';
import { UpstreamLost } from './upstream-failures.ts';

/** Connections that the test drives: each one as soon as the run asks for it. */
function source() {
  const alone: boolean[] = [];
  let opened = Promise.withResolvers<EventQueue<ExecutionResult>>();
  const run: RunSource = {
    upstream: 'u',
    delivery: 'EVERY_EVENT',
    resumes: false,
    subscribe(_cursor, apart) {
      alone.push(apart);
      const events = eventQueue<ExecutionResult>('EVERY_EVENT');
      opened.resolve(events);
      return events;
    },
    cursorOf: () => undefined,
    execute: async (event) => event,
  };
  const next = async () => {
    const events = await opened.promise;
    opened = Promise.withResolvers();
    return events;
  };
  return { alone, next, run };
}
const lost = (acknowledged: boolean) => new UpstreamLost('ended', acknowledged, {});

test('who keeps losing connections that were there, without an event, gets one of its own until an event comes', async () => {
  const { alone, next, run } = source();
  const result = Promise.withResolvers<void>();
  const handle = startRun({
    source: run,
    cursor: undefined,
    onResult: () => result.resolve(),
    onReset() {},
    onEnd() {},
    logger: createLogger('run-test', 'silent'),
  });
  (await next()).fail(lost(true));
  // A subgraph that is away is nobody's fault.
  (await next()).fail(lost(false));
  (await next()).fail(lost(true));
  const events = await next();
  expect(alone).toEqual([false, false, false, true]);
  events.push({ data: {} });
  await result.promise;
  events.fail(lost(true));
  await next();
  expect(alone.at(-1)).toBe(false);
  handle.stop();
});
