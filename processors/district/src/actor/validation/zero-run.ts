import { DAY_SECONDS } from './levels.ts';

/** A sensor of which less than this is known of late may well stand still. */
const LEAST_WATTS = 10;

/** A sensor that took energy has shown nothing for a day. It may be an empty flat: after some weeks that is its level. */
export const isZeroRun = (watts: number, zeroSeconds: number, high: number): boolean =>
  watts === 0 && zeroSeconds >= DAY_SECONDS && high >= LEAST_WATTS;
