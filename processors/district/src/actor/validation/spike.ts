import { DAY_SECONDS } from './levels.ts';

/** Above the greatest power of late by this factor, and no small change. */
const SPIKE = 4;
const LEAST_WATTS = 1_000;

export const isSpike = (watts: number, high: number, knownSeconds: number): boolean =>
  knownSeconds >= DAY_SECONDS && watts >= LEAST_WATTS && watts > SPIKE * high;
