let lastGeneration = -1;
let lastSequence = -1;
let lastVersion = 0n;

/**
 * `generation x 2^48 + sequence`: orders everything that is written from the stream. The last one is kept: a message
 * writes thousands of rows with it, and a BigInt a row is work for the garbage collector.
 */
export function versionOf(generation: number, sequence: number): bigint {
  if (generation !== lastGeneration || sequence !== lastSequence) {
    lastGeneration = generation;
    lastSequence = sequence;
    lastVersion = (BigInt(generation) << 48n) | BigInt(sequence);
  }
  return lastVersion;
}
