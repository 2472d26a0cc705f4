/** What was asked on the command line cannot be done. */
export class RebuildUsageError extends Error {
  readonly code = 'REBUILD_USAGE';
}

export interface RefusedRange {
  readonly district: string;
  /** Milliseconds since 1970 UTC. */
  readonly from: number;
  readonly to: number;
}

/** Some of what was asked for could no longer be made: its raw readings have begun to expire. */
export class BeyondRetentionError extends Error {
  readonly code = 'BEYOND_RAW_RETENTION';
  readonly refused: readonly RefusedRange[];

  constructor(refused: readonly RefusedRange[]) {
    const moment = (time: number) => new Date(time).toISOString();
    const lines = refused.map(
      ({ district, from, to }) => `  district ${district}: ${moment(from)}..${moment(to)}`,
    );
    super(
      `nothing is rebuilt: raw readings of these windows have begun to expire, and without them they would be lost\n${lines.join('\n')}`,
    );
    this.refused = refused;
  }
}
