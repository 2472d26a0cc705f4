/** LIVE: memory storage, max age 10 min, made again by publishers when missing, `first_seq` = now in ms x 1,000. */
export const LIVE_STREAM = 'LIVE';
export const LIVE_MAX_AGE_MS = 600_000;
export const LIVE_SUBJECTS = 'live.*';
export const liveSubject = (partition: number) => `live.${partition}`;
