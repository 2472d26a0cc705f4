/** Whole, unmasked text frames of RFC 6455: what a server sends. */
const FINAL_TEXT = 0x81;
const LENGTH_IN_16_BITS = 126;
const LENGTH_IN_64_BITS = 127;
const LARGEST_16_BITS = 0xffff;

export function textFrameHeaderBytes(payloadBytes: number): number {
  return payloadBytes < LENGTH_IN_16_BITS ? 2 : payloadBytes <= LARGEST_16_BITS ? 4 : 10;
}

/** Returns where the payload begins. */
export function writeTextFrameHeader(target: Buffer, at: number, payloadBytes: number): number {
  target[at] = FINAL_TEXT;
  if (payloadBytes < LENGTH_IN_16_BITS) {
    target[at + 1] = payloadBytes;
    return at + 2;
  }
  if (payloadBytes <= LARGEST_16_BITS) {
    target[at + 1] = LENGTH_IN_16_BITS;
    return target.writeUInt16BE(payloadBytes, at + 2);
  }
  target[at + 1] = LENGTH_IN_64_BITS;
  return target.writeBigUInt64BE(BigInt(payloadBytes), at + 2);
}
