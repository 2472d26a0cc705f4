import { QUALITIES, type Quality } from '@citywatt/reading-stream/reading';

export const qualityIndex = (quality: Quality) => QUALITIES.indexOf(quality);

export const QUALITY_COUNT = QUALITIES.length;
export const ESTIMATED = qualityIndex('estimated');
export const REVISED = qualityIndex('revised');
export const SUSPECT = qualityIndex('suspect');

/** The quality a reading counts with: one whose value was changed is at least `revised`. */
export const effectiveQuality = (quality: number, revised: boolean) =>
  revised && quality < REVISED ? REVISED : quality;

/** A window much shorter than the span holds an even share of it, which nobody measured. */
export const isEvenShare = (spanMs: number, windowMs: number) => spanMs > 1.5 * windowMs;

/** Quality of a span's share in a window of the district. */
export const shareQuality = (quality: number, spanMs: number, windowMs: number) =>
  quality < ESTIMATED && isEvenShare(spanMs, windowMs) ? ESTIMATED : quality;
