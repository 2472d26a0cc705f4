/** Of the window that a moment is in. Ranges that go by these are the same for all who ask within it, and so is the answer. */
export const startOfWindow = (ms: number, windowMs: number): number => Math.floor(ms / windowMs) * windowMs;
export const endOfWindow = (ms: number, windowMs: number): number => startOfWindow(ms, windowMs) + windowMs;
