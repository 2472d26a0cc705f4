import type uPlot from 'uplot';
import type { ChartInk } from './chart-ink.ts';

/** Runs of indices for which the test holds, as [first, last]. */
export function runsOf(size: number, holds: (index: number) => boolean): [number, number][] {
  const runs: [number, number][] = [];
  for (let i = 0; i < size; i++) {
    if (!holds(i)) continue;
    const last = runs.at(-1);
    if (last !== undefined && last[1] === i - 1) last[1] = i;
    else runs.push([i, i]);
  }
  return runs;
}

/** Under the lines: hatch where load is estimated, a sunken span with dashed sides where there is none. */
export function drawSpans(plot: uPlot, ink: ChartInk, nowSeconds: number): void {
  const [seconds, load, estimated, , , provisional] = plot.data;
  if (load === undefined || estimated === undefined) return;
  const known = (i: number) => load[i] != null || estimated[i] != null || provisional?.[i] != null;
  const first = load.findIndex((_, i) => known(i));
  const { ctx, bbox } = plot;
  const x = (i: number) => plot.valToPos(seconds[i]!, 'x', true);
  const ratio = devicePixelRatio;
  ctx.save();
  // The series drawn last is dashed, and the context keeps it.
  ctx.setLineDash([]);
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  if (first !== -1) {
    for (const [from, to] of runsOf(load.length, (i) => i > first && seconds[i]! < nowSeconds && !known(i))) {
      const [left, right] = [x(from - 1), x(Math.min(to + 1, load.length - 1))];
      if (right - left < 3 * ratio) continue;
      ctx.fillStyle = ink.sunken;
      ctx.fillRect(left, bbox.top, right - left, bbox.height);
      ctx.strokeStyle = ink.control;
      ctx.lineWidth = ratio;
      ctx.setLineDash([3 * ratio, 3 * ratio]);
      for (const side of [left, right]) line(ctx, side, bbox.top, side, bbox.top + bbox.height);
      ctx.setLineDash([]);
    }
  }
  ctx.globalAlpha = 0.42;
  ctx.strokeStyle = ink.hatch;
  ctx.lineWidth = 1.5 * ratio;
  for (const [from, to] of runsOf(load.length, (i) => estimated[i] != null)) {
    const [left, right] = [x(from), x(to)];
    ctx.save();
    ctx.beginPath();
    ctx.rect(left, bbox.top, right - left, bbox.height);
    ctx.clip();
    for (let at = left - bbox.height; at < right; at += 6 * Math.SQRT2 * ratio) {
      line(ctx, at, bbox.top + bbox.height, at + bbox.height, bbox.top);
    }
    ctx.restore();
  }
  ctx.restore();
}

/** Over the lines: now, and the last value with its number beside it. */
export function drawLast(
  plot: uPlot,
  ink: ChartInk,
  nowSeconds: number,
  stale: boolean,
  text: (value: number) => string,
): void {
  const { ctx, bbox } = plot;
  const ratio = (devicePixelRatio * ink.rem) / 16;
  const [seconds, load, estimated] = plot.data;
  const now = plot.valToPos(nowSeconds, 'x', true);
  ctx.save();
  ctx.setLineDash([]);
  ctx.strokeStyle = ink.now;
  ctx.lineWidth = ratio;
  line(ctx, now, bbox.top, now, bbox.top + bbox.height);
  let last = (load?.length ?? 0) - 1;
  while (last >= 0 && load![last] == null && estimated?.[last] == null) last--;
  const value = load?.[last] ?? estimated?.[last];
  if (value != null) {
    const [x, y] = [plot.valToPos(seconds[last]!, 'x', true), plot.valToPos(value, 'y', true)];
    disc(ctx, x, y, 6 * ratio, ink.surface);
    disc(ctx, x, y, 4 * ratio, stale ? ink.delayed : ink.load);
    if (!stale) {
      ctx.globalAlpha = 0.35;
      ctx.strokeStyle = ink.load;
      ctx.beginPath();
      ctx.arc(x, y, 9 * ratio, 0, 2 * Math.PI);
      ctx.stroke();
      ctx.globalAlpha = 1;
    }
    const below = y + 26 * ratio < bbox.top + bbox.height;
    ctx.font = `550 ${ink.micro * devicePixelRatio}px "Archivo Variable", sans-serif`;
    ctx.textAlign = 'center';
    ctx.textBaseline = 'middle';
    const at = y + (below ? 18 : -18) * ratio;
    const width = ctx.measureText(text(value)).width + 8 * ratio;
    ctx.fillStyle = ink.surface;
    ctx.fillRect(x - width / 2, at - 7 * ratio, width, 14 * ratio);
    ctx.fillStyle = ink.strong;
    ctx.fillText(text(value), x, at);
  }
  ctx.restore();
}

function line(ctx: CanvasRenderingContext2D, x1: number, y1: number, x2: number, y2: number): void {
  ctx.beginPath();
  ctx.moveTo(x1, y1);
  ctx.lineTo(x2, y2);
  ctx.stroke();
}

function disc(ctx: CanvasRenderingContext2D, x: number, y: number, radius: number, fill: string): void {
  ctx.fillStyle = fill;
  ctx.beginPath();
  ctx.arc(x, y, radius, 0, 2 * Math.PI);
  ctx.fill();
}
