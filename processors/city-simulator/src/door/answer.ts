import { z } from 'zod';

export interface DoorRejection {
  /** Place of the item in the request, from 0. */
  readonly index: number;
  readonly code: string;
  /** What is wrong and how to mend it. */
  readonly message: string;
}

/** What became of the readings of one request. */
export interface DoorAnswer {
  readonly accepted: number;
  readonly rejected: number;
  /** Rejected items; of very many the first ones. */
  readonly rejections: readonly DoorRejection[];
}

const report = z.object({
  accepted: z.number().int().nonnegative(),
  rejected: z.number().int().nonnegative(),
  items: z.array(z.object({ index: z.number().int(), code: z.string(), message: z.string() })),
});

/** The report that comes with 201, 207 and 422. */
export function readAnswer(text: string): DoorAnswer {
  const { accepted, rejected, items } = report.parse(JSON.parse(text));
  return { accepted, rejected, rejections: items };
}
