/** The only clock of the actors: `tick` once a second, its time in the body as decimal milliseconds since 1970 UTC. */
export const encodeTick = (time: number) => new TextEncoder().encode(String(wholeSecond(time)));
export const decodeTick = (data: Uint8Array) => Number(new TextDecoder().decode(data));
/** Every door and processor publishes; the server keeps one a second by this id. */
export const tickMessageId = (time: number) => `tick:${wholeSecond(time) / 1_000}`;
const wholeSecond = (time: number) => Math.floor(time / 1_000) * 1_000;

/** A door sends no frame unless a tick younger than this is acknowledged. */
export const TICK_MAX_AGE_MS = 5_000;
