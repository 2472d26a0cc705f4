export type ScalingFault = 'not-a-number' | 'too-fine' | 'too-large';

/** Up to 15 digits are exact in Float64, and no two such decimals share a Float64. */
const EXACT_DIGITS = 15;
const EXACT_LIMIT = 1e15;
const LONGEST_TEXT = 64;
const DECIMAL = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,4}))?$/;

/**
 * `value` x 10^`places` as a whole number, by decimal arithmetic: 0.1 kWh are exactly 100,000 mWh.
 * A JSON number stands for its shortest decimal text.
 * @param places 6 from kilowatt-hours to milliwatt-hours, 3 from kilowatts to watts.
 * @returns the number, |n| <= 2^53 - 1, or what is wrong with it.
 */
export function scaledInteger(value: unknown, places: 3 | 6): number | ScalingFault {
  if (typeof value === 'number') return scaledNumber(value, places);
  if (typeof value === 'string') return scaledText(value.trim(), places);
  return 'not-a-number';
}

function scaledNumber(value: number, places: 3 | 6): number | ScalingFault {
  if (!Number.isFinite(value)) return 'not-a-number';
  const scale = places === 6 ? 1e6 : 1e3;
  const scaled = Math.round(value * scale);
  // Division rounds correctly: equal means that value is the Float64 of scaled / scale, and below the limit of no other.
  if (scaled > -EXACT_LIMIT && scaled < EXACT_LIMIT && scaled / scale === value) return scaled + 0;
  return scaledByDigits(String(value), places);
}

const ZERO = 48;
const NINE = 57;

/** `-12.345`: sign, digits, at most `places` decimals; anything else is left to the exact way. */
function scaledText(text: string, places: 3 | 6): number | ScalingFault {
  const length = text.length;
  let at = 0;
  const first = text.charCodeAt(0);
  const negative = first === 45;
  if (negative) at = 1;
  const start = at;
  let amount = 0;
  let decimals = -1;
  for (; at < length; at++) {
    const code = text.charCodeAt(at);
    if (code >= ZERO && code <= NINE) {
      amount = amount * 10 + (code - ZERO);
      if (decimals >= 0) decimals++;
    } else if (code === 46 && decimals < 0 && at > start) decimals = 0;
    else break;
  }
  const used = Math.max(decimals, 0);
  if (
    at !== length ||
    at === start ||
    decimals === 0 ||
    used > places ||
    at - start + places - used > EXACT_DIGITS
  ) {
    return scaledByDigits(text, places);
  }
  for (let i = used; i < places; i++) amount *= 10;
  return negative ? 0 - amount : amount;
}

function scaledByDigits(text: string, places: number): number | ScalingFault {
  const match = text.length <= LONGEST_TEXT ? DECIMAL.exec(text) : null;
  if (!match) return 'not-a-number';
  const [, sign, whole = '', fraction = '', exponent = '0'] = match;
  const digits = `${whole}${fraction}`;
  if (digits === '') return 'not-a-number';
  const significant = digits.replace(/^0+/, '').replace(/0+$/, '');
  if (significant === '') return 0;
  const trailing = digits.length - digits.replace(/0+$/, '').length;
  const shift = places + Number(exponent) - fraction.length + trailing;
  if (shift < 0) return 'too-fine';
  if (significant.length + shift > 16) return 'too-large';
  const amount = BigInt(significant) * 10n ** BigInt(shift);
  if (amount > BigInt(Number.MAX_SAFE_INTEGER)) return 'too-large';
  return sign === '-' ? 0 - Number(amount) : Number(amount);
}
