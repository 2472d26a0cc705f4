import uPlot from 'uplot';
import type { ChartColumns } from './chart-columns.ts';
import { type ChartInk, readInk } from './chart-ink.ts';
import { drawLast, drawSpans } from './chart-spans.ts';
import { createYScale, type YRange } from './y-range.ts';

const INCREMENTS = [300, 900, 1_800, 3_600, 10_800, 21_600, 86_400];

export interface LoadPlotWords {
  readonly timeZone: string;
  tick(epochMs: number): string;
  value(megawatts: number): string;
  axis(megawatts: number, digits: 0 | 1): string;
  pointed(index: number | undefined, left: number): void;
}

export interface LoadPlot {
  /** The columns were filled anew. */
  update(nowMs: number, stale: boolean): void;
  resize(width: number, height: number): void;
  /** The theme or the words changed. */
  repaint(): void;
  point(index: number | undefined): void;
  destroy(): void;
}

export function createLoadPlot(target: HTMLElement, columns: ChartColumns, words: LoadPlotWords): LoadPlot {
  let ink: ChartInk = readInk(target);
  let range: YRange = { low: 0, high: 1, step: 1 };
  let now = 0;
  let stale = false;
  const scale = createYScale();
  const data = [
    columns.seconds,
    columns.load,
    columns.estimated,
    columns.dayBefore,
    columns.weekBefore,
    columns.provisional,
  ] satisfies uPlot.AlignedData;
  const font = () => `semi-condensed ${ink.micro}px "Archivo Variable", sans-serif`;
  const line = (stroke: () => string, width: () => number): uPlot.Series => ({
    stroke,
    width: width(),
    points: { show: false },
    spanGaps: false,
    // Rounded to whole pixels a slow line would climb in stairs.
    pxAlign: 0,
  });
  const axis = { stroke: () => ink.text, ticks: { show: false }, border: { show: false } };
  const options: uPlot.Options = {
    width: Math.max(1, target.clientWidth),
    height: Math.max(1, target.clientHeight),
    padding: [ink.rem, ink.rem, 0, 0],
    legend: { show: false },
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1_000), words.timeZone),
    cursor: {
      y: false,
      drag: { x: false, y: false },
      points: { size: 8, width: 1.5, fill: () => ink.surface },
    },
    scales: {
      x: { time: true, range: (_plot, min, max) => [min, max] },
      y: { range: () => [range.low, range.high] },
    },
    axes: [
      {
        ...axis,
        font: font(),
        grid: { show: false },
        size: 1.25 * ink.rem,
        gap: 4,
        space: 4.5 * ink.rem,
        incrs: INCREMENTS,
        values: (_plot, splits) => splits.map((seconds) => words.tick(seconds * 1_000)),
      },
      {
        ...axis,
        font: font(),
        size: 2.75 * ink.rem,
        gap: 8,
        grid: { stroke: () => ink.grid, width: 1 },
        splits: () => splitsOf(range),
        values: (_plot, splits) => splits.map((value) => words.axis(value, range.step < 1 ? 1 : 0)),
      },
    ],
    series: [
      {},
      line(
        () => ink.load,
        () => ink.measuredWidth,
      ),
      line(
        () => ink.estimated,
        () => ink.compareWidth,
      ),
      line(
        () => ink.dayBefore,
        () => ink.compareWidth,
      ),
      line(
        () => ink.weekBefore,
        () => ink.compareWidth,
      ),
      {
        ...line(
          () => ink.load,
          () => ink.measuredWidth,
        ),
        dash: [5, 3.5],
      },
    ],
    hooks: {
      drawClear: [(plot) => drawSpans(plot, ink, now)],
      draw: [(plot) => drawLast(plot, ink, now, stale, words.value)],
      setCursor: [(plot) => words.pointed(plot.cursor.idx ?? undefined, plot.cursor.left ?? -1)],
    },
  };
  const plot = new uPlot(options, data, target);
  return {
    update(nowMs, isStale) {
      now = nowMs / 1_000;
      stale = isStale;
      const [low, high] = extentOf(columns);
      range = scale(low, high, nowMs);
      plot.setData(data, true);
    },
    resize: (width, height) => plot.setSize({ width, height }),
    repaint() {
      ink = readInk(target);
      plot.redraw(false, true);
    },
    point(index) {
      const left = index === undefined ? -10 : plot.valToPos(columns.seconds[index]!, 'x');
      plot.setCursor({ left, top: index === undefined ? -10 : 1 });
    },
    destroy: () => plot.destroy(),
  };
}

function splitsOf({ low, high, step }: YRange): number[] {
  const count = Math.round((high - low) / step);
  return Array.from({ length: count + 1 }, (_, i) => low + i * step);
}

function extentOf(columns: ChartColumns): [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const column of [
    columns.load,
    columns.estimated,
    columns.provisional,
    columns.dayBefore,
    columns.weekBefore,
  ]) {
    for (const value of column) {
      if (value === null) continue;
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  return low <= high ? [low, high] : [0, 1];
}
