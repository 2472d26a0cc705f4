import type { LoadHistory } from '../live/load-history.ts';
import type { ChartSpan } from './chart-range.ts';
import { type LoadLine, readForward } from './load-line.ts';

type Column = (number | null)[];

/** What is drawn, in megawatts over epoch seconds. Made once for a span and filled again in place. */
export interface ChartColumns {
  readonly seconds: number[];
  readonly load: Column;
  readonly estimated: Column;
  /** Between the last settled window and the first live value: what is known only in part. */
  readonly provisional: Column;
  readonly dayBefore: Column;
  readonly weekBefore: Column;
}

export interface ChartLines {
  readonly load: LoadLine;
  readonly dayBefore: LoadLine;
  readonly weekBefore: LoadLine;
}

export function createChartColumns(span: ChartSpan): ChartColumns {
  const size = Math.round((span.behindMs + span.aheadMs) / span.stepMs) + 1;
  const empty = (): Column => new Array<number | null>(size).fill(null);
  return {
    seconds: new Array<number>(size).fill(0),
    load: empty(),
    estimated: empty(),
    provisional: empty(),
    dayBefore: empty(),
    weekBefore: empty(),
  };
}

const megawatts = (kw: number | undefined): number | null => (kw === undefined ? null : kw / 1_000);

/** The live ring speaks for its own time, the archive for what lies before; between them the two are joined. */
export function fillChartColumns(
  columns: ChartColumns,
  span: ChartSpan,
  nowMs: number,
  lines: ChartLines | undefined,
  live: LoadHistory,
): void {
  const first = Math.floor((nowMs - span.behindMs) / span.stepMs) * span.stepMs;
  const load = lines && readForward(lines.load);
  const dayBefore = lines && span.withDayBefore ? readForward(lines.dayBefore) : undefined;
  const weekBefore = lines && readForward(lines.weekBefore);
  const bridge = bridgeOf(lines?.load, live, span);
  for (let i = 0; i < columns.seconds.length; i++) {
    const at = first + i * span.stepMs;
    columns.seconds[i] = at / 1_000;
    columns.dayBefore[i] = megawatts(dayBefore?.kwAt(at));
    columns.weekBefore[i] = megawatts(weekBefore?.kwAt(at));
    const kw = at > nowMs ? undefined : (live.at(at / 1_000) ?? load?.kwAt(at));
    columns.provisional[i] = at > nowMs ? null : megawatts(bridge(at));
    const estimated = kw !== undefined && load?.estimatedAt(at) === true;
    columns.load[i] = estimated ? null : megawatts(kw);
    columns.estimated[i] = estimated ? megawatts(kw) : null;
    // An estimated stretch touches what is measured on both sides.
    if (i > 0 && estimated && columns.load[i - 1] !== null) columns.estimated[i - 1] = columns.load[i - 1]!;
    if (i > 0 && !estimated && columns.estimated[i - 1] !== null && columns.load[i - 1] === null)
      columns.estimated[i] = columns.load[i]!;
  }
}

/** What windows take to become final: the longest interval of a meter and its quarter hour, with some to spare. */
const LONGEST_BRIDGE_MS = 2_700_000;

/** From the last window of the archive to the first live value. */
function bridgeOf(
  line: LoadLine | undefined,
  live: LoadHistory,
  span: ChartSpan,
): (ms: number) => number | undefined {
  const last = line?.atMs.length ? line.atMs.length - 1 : undefined;
  const toKw = live.at(live.since);
  if (line === undefined || last === undefined || toKw === undefined) return () => undefined;
  const [fromMs, toMs] = [line.atMs[last]!, live.since * 1_000];
  if (toMs - fromMs > Math.max(4 * span.resolutionMs, LONGEST_BRIDGE_MS)) return () => undefined;
  const fromKw = line.kw[last]!;
  return (ms) =>
    ms < fromMs || ms > toMs || toMs === fromMs
      ? undefined
      : fromKw + ((toKw - fromKw) * (ms - fromMs)) / (toMs - fromMs);
}
