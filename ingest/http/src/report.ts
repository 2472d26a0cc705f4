import type { RejectionCode } from './item.ts';

/** Above this the rejected items of one request are only counted in its answer; all of them are kept. */
export const REPORTED_ITEMS = 1_000;

export interface ReportedItem {
  /** Counted from 0 through the items of the body. */
  readonly index: number;
  readonly line?: number;
  /** Names the kept item in `GET /rejected`. */
  readonly id: string;
  readonly code: RejectionCode;
  readonly field?: string;
  readonly message: string;
}

/** Answer of 201, 207 and 422: what is not listed or left out has been taken. */
export interface Report {
  readonly received: number;
  readonly accepted: number;
  readonly rejected: number;
  /** Every rejected item, up to `REPORTED_ITEMS`. */
  readonly items: readonly ReportedItem[];
  /** Rejected items that are kept but not listed above. */
  readonly itemsLeftOut: number;
}

export const statusOf = (report: Report): 201 | 207 | 422 =>
  report.rejected === 0 ? 201 : report.accepted === 0 ? 422 : 207;
