/** What stands behind one cell: a window of an area. */
export interface CellContributors {
  readonly residential: number;
  readonly other: number;
  /** The greatest share of the total that one contributor made, 0 to 1. */
  readonly largestShare: number;
}

/** How many must stand behind a cell that is shown. */
export interface PrivacyRule {
  readonly residential: number;
  readonly other: number;
  /** No contributor may make more than this share where others than households take part. */
  readonly largestShare: number;
}

/** The 15/15 rule with 100 households, as Californian utilities publish by. */
export const STRICT_RULE: PrivacyRule = { residential: 100, other: 15, largestShare: 0.15 };

export type Suppression = 'too-few-contributors' | 'dominant-contributor';

/** Why a cell must not be shown; undefined when it may. */
export function suppressionOf(cell: CellContributors, rule = STRICT_RULE): Suppression | undefined {
  if (cell.residential < rule.residential && cell.other < rule.other) return 'too-few-contributors';
  // A household among a hundred is not told by its share; a factory among them is.
  if (cell.other > 0 && cell.largestShare > rule.largestShare) return 'dominant-contributor';
  return undefined;
}
