import { QUALITIES, type Quality } from '@citywatt/reading-stream/reading';
import { isSuspect, VERDICTS } from '@citywatt/reading-stream/verdict';

export const qualityIndex = (quality: Quality) => QUALITIES.indexOf(quality);

export const QUALITY_COUNT = QUALITIES.length;
export const ESTIMATED = qualityIndex('estimated');
export const REVISED = qualityIndex('revised');
export const SUSPECT = qualityIndex('suspect');

/**
 * How sure a reading is, in one byte: the quality that it came with in the lowest three bits, and what is known besides.
 * CONFIRMED: someone let it through. FLAGGED: validation takes it for suspect. OURS: an estimate of the processor's own.
 * WAS_REVISED: the sensor said something else before.
 */
export const CLAIMED = 7;
export const CONFIRMED = 16;
export const FLAGGED = 32;
export const OURS = 64;
export const WAS_REVISED = 128;

export function surenessOf(quality: number, verdict: number): number {
  if (verdict === VERDICTS.confirmed) return quality | CONFIRMED;
  if (verdict === VERDICTS.estimate) return quality | OURS;
  return isSuspect(verdict) ? quality | FLAGGED : quality;
}

/** The quality that a reading counts with, from its sureness. */
export function effectiveQuality(sureness: number): number {
  const quality = sureness & CLAIMED;
  if (sureness & FLAGGED && quality < SUSPECT) return SUSPECT;
  return sureness & WAS_REVISED && quality < REVISED ? REVISED : quality;
}

/** A window much shorter than the span holds an even share of it, which nobody measured. */
export const isEvenShare = (spanMs: number, windowMs: number) => spanMs > 1.5 * windowMs;

/** Quality of a span's share in a window of the district. */
export const shareQuality = (quality: number, spanMs: number, windowMs: number) =>
  quality < ESTIMATED && isEvenShare(spanMs, windowMs) ? ESTIMATED : quality;
