import { setTimeout as delay } from 'node:timers/promises';
import type { DoorAnswer } from './answer.ts';
import type { Door } from './door.ts';

/** The door goes on not knowing a sensor that registry has made. */
export class SensorNotAtDoorError extends Error {
  readonly code = 'SENSOR_NOT_AT_DOOR';
}

const RETRY_MS = 200;
const DEADLINE_MS = 30_000;

/**
 * Sends one reading until the door knows its sensor: registry has answered when the directory is written, and the door
 * reads it a moment later. One sensor stands for all of its district's, which come in one revision.
 */
export async function untilKnownAtDoor(door: Door, line: string, signal: AbortSignal): Promise<DoorAnswer> {
  const deadline = performance.now() + DEADLINE_MS;
  for (;;) {
    const answer = await door.send(line, signal);
    if (!answer.rejections.some(({ code }) => code === 'unknown-sensor')) return answer;
    if (performance.now() > deadline) throw new SensorNotAtDoorError(answer.rejections[0]!.message);
    await delay(RETRY_MS, undefined, { signal });
  }
}
