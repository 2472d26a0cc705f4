/** 32 bits that are the same for the same three numbers on every machine; `b` may be as large as a time in seconds. */
export function hash(seed: number, a: number, b: number): number {
  let mixed = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b);
  mixed = Math.imul(mixed ^ a ^ (mixed >>> 15), 0xc2b2ae35);
  mixed = Math.imul(mixed ^ (b | 0) ^ (mixed >>> 13), 0x27d4eb2f);
  mixed = Math.imul(mixed ^ Math.floor(b / 4_294_967_296) ^ (mixed >>> 16), 0x165667b1);
  mixed ^= mixed >>> 15;
  mixed = Math.imul(mixed, 0x85ebca6b);
  return (mixed ^ (mixed >>> 13)) >>> 0;
}

/** In [0, 1). */
export const uniform = (seed: number, a: number, b: number) => hash(seed, a, b) / 4_294_967_296;

/** Mean 0, deviation 1, within about 3.5: the sum of four even draws. */
export function gaussian(seed: number, a: number, b: number): number {
  const one = hash(seed, a, b);
  const two = hash(seed ^ 0x5bd1e995, a, b);
  const sum = (one >>> 16) + (one & 0xffff) + (two >>> 16) + (two & 0xffff);
  return (sum / 65_536 - 2) * Math.sqrt(3);
}

/** A smooth wander of mean 0 and deviation 1 that forgets itself after `periodMs`. */
export function wander(seed: number, stream: number, time: number, periodMs: number): number {
  const step = Math.floor(time / periodMs);
  const along = time / periodMs - step;
  const weight = along * along * (3 - 2 * along);
  const value = gaussian(seed, stream, step) * (1 - weight) + gaussian(seed, stream, step + 1) * weight;
  return value / Math.hypot(weight, 1 - weight);
}
