/** The columns asked for are not those of the file. */
export class ReplayColumnsError extends Error {
  readonly code = 'REPLAY_COLUMNS';
}

/** A row that cannot be read as a reading; the message names its line. */
export class ReplayRowError extends Error {
  readonly code = 'REPLAY_ROW';
}

/** The city cannot be one that is filled from a file. */
export class ReplayCityError extends Error {
  readonly code = 'REPLAY_CITY';
}

/** What was asked on the command line cannot be done. */
export class ReplayUsageError extends Error {
  readonly code = 'REPLAY_USAGE';
}
