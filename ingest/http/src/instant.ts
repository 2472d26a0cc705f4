/** Instants a reading may name; beyond 2100 it is far likelier that milliseconds were sent as seconds. */
const EARLIEST_MS = 0;
const LATEST_MS = 4_102_444_800_000;

export type InstantFault = 'not-an-instant' | 'no-offset' | 'out-of-range';

const EPOCH_SECONDS = /^\d{1,13}(?:\.\d{1,9})?$/;
const DAYS = [0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/**
 * Milliseconds since 1970 UTC of epoch seconds or of an ISO 8601 instant with its offset
 * (`2026-03-29T02:00:00+01:00`, `...Z`); finer parts of a second are cut off.
 */
export function instantOf(value: unknown): number | InstantFault {
  if (typeof value === 'number') return inRange(Math.floor(value * 1_000 + 1e-3));
  if (typeof value !== 'string') return 'not-an-instant';
  const text = value.trim();
  if (EPOCH_SECONDS.test(text)) return inRange(Math.floor(Number(text) * 1_000 + 1e-3));
  return isoInstant(text);
}

function inRange(ms: number): number | InstantFault {
  if (Number.isNaN(ms)) return 'not-an-instant';
  return ms >= EARLIEST_MS && ms < LATEST_MS ? ms : 'out-of-range';
}

/** The number that `count` digits from `at` on make, or -1. */
function digitsAt(text: string, at: number, count: number): number {
  let number = 0;
  for (let i = at; i < at + count; i++) {
    const digit = text.charCodeAt(i) - 48;
    if (!(digit >= 0 && digit <= 9)) return -1;
    number = number * 10 + digit;
  }
  return number;
}

// Date.parse is several times slower and takes what it should not, such as "2023" or 31 February in some forms.
function isoInstant(text: string): number | InstantFault {
  const year = digitsAt(text, 0, 4);
  const month = digitsAt(text, 5, 2);
  const day = digitsAt(text, 8, 2);
  const hour = digitsAt(text, 11, 2);
  const minute = digitsAt(text, 14, 2);
  const separators =
    text[4] === '-' && text[7] === '-' && (text[10] === 'T' || text[10] === ' ') && text[13] === ':';
  if (
    !separators ||
    year < 0 ||
    month < 1 ||
    month > 12 ||
    hour < 0 ||
    hour > 23 ||
    minute < 0 ||
    minute > 59
  ) {
    return 'not-an-instant';
  }
  const leap = month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  if (day < 1 || day > DAYS[month]! + (leap ? 1 : 0)) return 'not-an-instant';
  let at = 16;
  let seconds = 0;
  let milliseconds = 0;
  if (text[at] === ':') {
    seconds = digitsAt(text, at + 1, 2);
    if (seconds < 0 || seconds > 59) return 'not-an-instant';
    at += 3;
    if (text[at] === '.' || text[at] === ',') {
      at++;
      const start = at;
      for (; digitsAt(text, at, 1) >= 0; at++) {
        if (at - start < 3) milliseconds += digitsAt(text, at, 1) * 10 ** (2 - (at - start));
      }
      if (at === start) return 'not-an-instant';
    }
  }
  const offset = offsetMinutes(text, at);
  if (typeof offset === 'string') return offset;
  const days = daysSince1970(year, month, day);
  return inRange(((days * 24 + hour) * 60 + minute - offset) * 60_000 + seconds * 1_000 + milliseconds);
}

function offsetMinutes(text: string, at: number): number | InstantFault {
  if (at === text.length) return 'no-offset';
  if ((text[at] === 'Z' || text[at] === 'z') && at + 1 === text.length) return 0;
  const sign = text[at] === '+' ? 1 : text[at] === '-' ? -1 : 0;
  const hours = digitsAt(text, at + 1, 2);
  const colon = text[at + 3] === ':' ? 1 : 0;
  const rest = text.length - (at + 3 + colon);
  const minutes = rest === 0 && colon === 0 ? 0 : digitsAt(text, at + 3 + colon, 2);
  if (sign === 0 || hours < 0 || hours > 23 || minutes < 0 || minutes > 59 || (rest !== 0 && rest !== 2)) {
    return 'not-an-instant';
  }
  return sign * (hours * 60 + minutes);
}

/** Days from civil date in the proleptic Gregorian calendar, with years that begin in March. */
function daysSince1970(year: number, month: number, day: number): number {
  const shifted = month > 2 ? year : year - 1;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return (
    shifted * 365 +
    Math.floor(shifted / 4) -
    Math.floor(shifted / 100) +
    Math.floor(shifted / 400) +
    dayOfYear -
    719_468
  );
}
