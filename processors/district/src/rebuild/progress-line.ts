import type { MarksLeft } from './marks-left.ts';

const WIDTH = 24;
const EVERY_MS = 5_000;

export interface ProgressOutput {
  readonly isTTY: boolean;
  write(text: string): unknown;
}

/** One line that is written over on a terminal; elsewhere a line now and then. */
export function progressLine(output: ProgressOutput, now: () => number = () => performance.now()) {
  let most = 0;
  let writtenAt = Number.NEGATIVE_INFINITY;
  let open = false;
  return {
    show({ marks, waiting }: MarksLeft): void {
      most = Math.max(most, marks);
      if (!output.isTTY && now() - writtenAt < EVERY_MS) return;
      writtenAt = now();
      const share = most === 0 ? 0 : 1 - marks / most;
      const filled = Math.round(share * WIDTH);
      const bar = `[${'#'.repeat(filled)}${'.'.repeat(WIDTH - filled)}]`;
      const count = `${marks.toLocaleString('en-GB')} hours and days are left`;
      const wait = waiting === 0 ? '' : `; ${waiting} partitions have not begun`;
      const line = `${bar} ${String(Math.floor(share * 100)).padStart(3)} %  ${count}${wait}`;
      output.write(output.isTTY ? `\r${line}\u001b[K` : `${line}\n`);
      open = output.isTTY;
    },
    end(): void {
      if (open) output.write('\n');
      open = false;
    },
  };
}
