/** In a quiet city a reading waits this long for company. */
const SHORTEST_MS = 3;
const LONGEST_MS = 100;
/** At this many frames a second the linger is longest: 64 partitions then make at most 640 fsyncs a second. */
const BUSY_FRAMES_PER_SECOND = 400;
const MEMORY_MS = 1_000;

/** How long a frame fills before it is sent, by how many are sent. */
export function lingerMs(framesPerSecond: number): number {
  const share = Math.min(1, framesPerSecond / BUSY_FRAMES_PER_SECOND);
  return SHORTEST_MS + share * (LONGEST_MS - SHORTEST_MS);
}

export interface LoadMeter {
  count(): void;
  framesPerSecond(): number;
}

/** Frames a second, forgetting exponentially over about a second. */
export function createLoadMeter(now: () => number): LoadMeter {
  let frames = 0;
  let at = now();
  const decay = () => {
    const time = now();
    frames *= Math.exp((at - time) / MEMORY_MS);
    at = time;
  };
  return {
    count() {
      decay();
      frames++;
    },
    framesPerSecond() {
      decay();
      return frames * (1_000 / MEMORY_MS);
    },
  };
}
