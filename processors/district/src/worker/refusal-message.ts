import type { Refusal } from '../actor/outbox.ts';

/** Under the server's smallest usual limit of a message. */
const LONGEST_CHARACTERS = 1_000_000;

/**
 * JSON. A refusal that fits no message keeps its reason and loses its detail but for the beginning: one that is refused
 * for ever would keep every checkpoint waiting.
 */
export function encodeRefusal(refusal: Refusal): string {
  const whole = JSON.stringify(refusal);
  // Held readings are those of one frame, which always fit.
  if (whole.length <= LONGEST_CHARACTERS || !('detail' in refusal)) return whole;
  const beginning = JSON.stringify(refusal.detail).slice(0, LONGEST_CHARACTERS / 2);
  return JSON.stringify({ ...refusal, detail: { cutOff: true, characters: whole.length, beginning } });
}
