/** Every subject of READINGS is made here; partitions are 0..63. */
export const READINGS_STREAM = 'READINGS';
export const LATE_STREAM = 'LATE';
export const DEADLETTER_STREAM = 'DEADLETTER';
/** Chunks of partitions' states; what they mean is the processor's own. */
export const CHECKPOINTS_STREAM = 'CHECKPOINTS';
/** Items a door refused, with the reason; kept for replay. */
export const REJECTED_STREAM = 'REJECTED';

export const TICK_SUBJECT = 'tick';

export const READINGS_SUBJECTS = ['p.*.frames', 'p.*.control', 'p.*.city', TICK_SUBJECT] as const;
export const LATE_SUBJECTS = 'late.*';
export const DEADLETTER_SUBJECTS = 'deadletter.*';
export const REJECTED_SUBJECTS = 'rejected.*.*';

export const framesSubject = (partition: number) => `p.${partition}.frames`;
export const controlSubject = (partition: number) => `p.${partition}.control`;
export const cityInputSubject = (partition: number) => `p.${partition}.city`;
/** Everything of every partition. */
export const EVERY_PARTITION = 'p.*.>';
export const EVERY_CONTROL = 'p.*.control';
/** All of one partition; an owner purges by it. */
export const partitionSubjects = (partition: number) => `p.${partition}.>`;

export const lateSubject = (partition: number) => `late.${partition}`;
export const deadletterSubject = (partition: number) => `deadletter.${partition}`;
export const rejectedSubject = (tenant: string, door: string) => `rejected.${tenant}.${door}`;

export const CHECKPOINTS_SUBJECTS = 'checkpoint.>';
/** All chunks of one partition, whoever wrote them. */
export const checkpointSubjects = (partition: number) => `checkpoint.${partition}.>`;
/** The epoch stands in it, so that an older owner overwrites nothing of a newer one. */
export const checkpointSubject = (partition: number, epoch: number, chunk: number) =>
  `checkpoint.${partition}.${epoch}.${chunk}`;
/** Of the owner that put the chunk. */
export const checkpointEpoch = (subject: string) => Number(subject.split('.')[2]);

/** One message a partition; who holds it owns the partition. */
export const TOKENS_STREAM = 'TOKENS';
export const TOKENS_SUBJECTS = 'token.*';
export const tokenSubject = (partition: number) => `token.${partition}`;

/** What a subject of READINGS says. */
export type ReadingSubject =
  | { readonly type: 'frames' | 'control' | 'city'; readonly partition: number }
  | { readonly type: 'tick' };

export function parseReadingSubject(subject: string): ReadingSubject | undefined {
  if (subject === TICK_SUBJECT) return { type: 'tick' };
  const match = /^p\.(\d+)\.(frames|control|city)$/.exec(subject);
  if (!match) return undefined;
  return { type: match[2] as 'frames' | 'control' | 'city', partition: Number(match[1]) };
}
