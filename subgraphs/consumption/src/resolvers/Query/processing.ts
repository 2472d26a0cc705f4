import type { QueryResolvers } from '../../generated/resolver-types.generated.ts';
import type { Sources } from '../sources.ts';

const MS_A_SECOND = 1_000;

export const processingQuery =
  ({ workers }: Sources): NonNullable<QueryResolvers['processing']> =>
  () => {
    const now = Date.now();
    return workers.partitions().map(({ partition, owner }) => {
      if (!owner) return { partition, state: 'UNOWNED' as const };
      const { epoch, position, tick, live, checkpointAgeMs, repairMarks } = owner.report;
      return {
        partition,
        state: live ? ('LIVE' as const) : ('CATCHING_UP' as const),
        worker: owner.worker,
        epoch,
        position: String(position),
        lagMessages: owner.lagMessages,
        lagSeconds: tick === 0 ? null : Math.max(0, (now - tick) / MS_A_SECOND),
        checkpointAgeSeconds: checkpointAgeMs / MS_A_SECOND,
        repairMarks,
      };
    });
  };
