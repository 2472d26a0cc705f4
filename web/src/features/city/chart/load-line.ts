import type { Quality, WindowState } from '../../../generated/graphql.ts';

interface SeriesPoint {
  readonly start: string;
  readonly end: string;
  readonly averagePowerKw: number;
  readonly quality?: Quality;
  readonly state?: WindowState;
}

/** A series as columns, each mean at the middle of its window. */
export interface LoadLine {
  readonly atMs: Float64Array;
  readonly kw: Float64Array;
  readonly estimated: Uint8Array;
  /** Neighbours farther apart than this have a gap between them. */
  readonly gapMs: number;
}

/** Readings of a window may come this long after it has ended. */
const SETTLES_MS = 30_000;

/**
 * `shiftMs` moves a line of another day under today. Windows that are provisional or just closed are left out: with
 * half of their readings still on the way they would end the line in a fall, and the live load speaks for that time.
 */
export function loadLine(
  points: readonly SeriesPoint[],
  windowMs: number,
  nowMs: number,
  shiftMs = 0,
): LoadLine {
  const settled = points.filter(
    (point) => Date.parse(point.end) <= nowMs - SETTLES_MS && point.state !== 'PROVISIONAL',
  );
  const atMs = new Float64Array(settled.length);
  const kw = new Float64Array(settled.length);
  const estimated = new Uint8Array(settled.length);
  settled.forEach((point, i) => {
    atMs[i] = (Date.parse(point.start) + Date.parse(point.end)) / 2 + shiftMs;
    kw[i] = point.averagePowerKw;
    estimated[i] = point.quality === 'ESTIMATED' ? 1 : 0;
  });
  return { atMs, kw, estimated, gapMs: windowMs * 1.75 };
}

interface QualityWindow {
  readonly start: string;
  readonly end: string;
  readonly quality: Quality;
}

/**
 * The line with the sureness of longer windows. A minute of a quarter-hour meter is an even share of what it measured, and
 * counts as estimated although nothing is missing: whether something was, its quarter hour says.
 */
export function withQuality(line: LoadLine, windows: readonly QualityWindow[]): LoadLine {
  const spans = windows
    .filter((window) => window.quality === 'ESTIMATED')
    .map((window) => [Date.parse(window.start), Date.parse(window.end)] as const);
  const estimated = Uint8Array.from(line.atMs, (at) =>
    spans.some(([from, to]) => from <= at && at < to) ? 1 : 0,
  );
  return { ...line, estimated };
}

export interface LineReader {
  /** Between two points on the straight between them; undefined in a gap and outside. */
  kwAt(ms: number): number | undefined;
  estimatedAt(ms: number): boolean;
}

/** For moments that only go forward, so that a redraw walks each line once. */
export function readForward({ atMs, kw, estimated, gapMs }: LoadLine): LineReader {
  let next = 0;
  const seek = (ms: number) => {
    while (next < atMs.length && atMs[next]! < ms) next++;
  };
  return {
    kwAt(ms) {
      seek(ms);
      if (next === atMs.length) return undefined;
      if (atMs[next] === ms) return kw[next];
      if (next === 0) return undefined;
      const span = atMs[next]! - atMs[next - 1]!;
      if (span > gapMs) return undefined;
      const share = (ms - atMs[next - 1]!) / span;
      return kw[next - 1]! + (kw[next]! - kw[next - 1]!) * share;
    },
    estimatedAt(ms) {
      seek(ms);
      if (next === atMs.length) return false;
      const nearer = next > 0 && ms - atMs[next - 1]! < atMs[next]! - ms ? next - 1 : next;
      return estimated[nearer] === 1;
    },
  };
}
