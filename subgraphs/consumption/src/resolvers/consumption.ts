import type { Resolution as ResolutionWord } from '@citywatt/measurement-store/rows';
import type { SeriesWindow } from '@citywatt/measurement-store/series';
import type { SeriesRange } from '@citywatt/measurement-store/series-range';
import type { Comparison, InputMaybe } from '../generated/resolver-types.generated.ts';
import { type AskedRange, askedRange, comparedRange } from '../series/asked-range.ts';
import { type PresentedSeries, presentSeries, type SeriesView } from '../series/presented-series.ts';

export interface ConsumptionArguments extends AskedRange {
  readonly compareWith?: InputMaybe<Comparison>;
}

export interface ComparedSeries extends PresentedSeries {
  readonly comparison: ComparedSeries | null;
}

/**
 * A series and, when asked for, the one it is compared with.
 * @param load the windows of a range, batched with what else is asked.
 */
export async function consumptionOf(
  args: ConsumptionArguments,
  view: SeriesView,
  load: (range: SeriesRange) => Promise<readonly SeriesWindow[]>,
  finest: ResolutionWord = 'minute',
): Promise<ComparedSeries> {
  const range = askedRange(args, finest);
  const present = async (of: SeriesRange) => presentSeries(await load(of), of, view);
  if (args.compareWith == null) return { ...(await present(range)), comparison: null };
  const [series, comparison] = await Promise.all([
    present(range),
    present(comparedRange(range, args.compareWith, view.timeZone)),
  ]);
  return { ...series, comparison: { ...comparison, comparison: null } };
}
