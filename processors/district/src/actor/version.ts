/** `generation x 2^48 + sequence`: orders everything that is written from the stream. */
export const versionOf = (generation: number, sequence: number): bigint =>
  (BigInt(generation) << 48n) | BigInt(sequence);
