import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { scaledInteger } from './scaled-integer.ts';

/** Decimal text of a whole number of the smallest unit. */
function decimalText(amount: bigint, places: number): string {
  const digits = (amount < 0n ? -amount : amount).toString().padStart(places + 1, '0');
  return `${amount < 0n ? '-' : ''}${digits.slice(0, -places)}.${digits.slice(-places)}`;
}

const places = fc.constantFrom(3 as const, 6 as const);
const amounts = fc.bigInt({ min: -BigInt(Number.MAX_SAFE_INTEGER), max: BigInt(Number.MAX_SAFE_INTEGER) });

describe('a decimal becomes a whole number of the smallest unit', () => {
  test('every whole amount comes back from its decimal text, exactly', () => {
    fc.assert(
      fc.property(amounts, places, (amount, shift) => {
        expect(scaledInteger(decimalText(amount, shift), shift)).toBe(Number(amount));
      }),
    );
  });

  test('every amount of up to 15 digits comes back from its JSON number', () => {
    const short = fc.integer({ min: -999_999_999_999_999, max: 999_999_999_999_999 });
    fc.assert(
      fc.property(short, places, (amount, shift) => {
        const number = JSON.parse(decimalText(BigInt(amount), shift)) as number;
        expect(scaledInteger(number, shift)).toBe(amount + 0);
      }),
    );
  });

  test('zeros before, behind and an exponent change nothing', () => {
    fc.assert(
      fc.property(amounts, places, fc.integer({ min: 0, max: 5 }), (amount, shift, zeros) => {
        const text = decimalText(amount, shift);
        const sign = text.startsWith('-') ? '-' : '';
        const padded = `${sign}${'0'.repeat(zeros)}${text.slice(sign.length)}${'0'.repeat(zeros)}`;
        expect(scaledInteger(padded, shift)).toBe(Number(amount));
        expect(scaledInteger(`${amount}e-${shift}`, shift)).toBe(Number(amount));
      }),
    );
  });

  test('one digit beyond the smallest unit is too fine', () => {
    fc.assert(
      fc.property(amounts, places, fc.integer({ min: 1, max: 9 }), (amount, shift, digit) => {
        expect(scaledInteger(`${decimalText(amount, shift)}${digit}`, shift)).toBe('too-fine');
      }),
    );
  });

  test.each([
    [0.1, 6, 100_000],
    [0.000001, 6, 1],
    [1e-6, 6, 1],
    ['.5', 6, 500_000],
    ['5.', 3, 5_000],
    ['+1', 3, 1_000],
    [' 2 ', 3, 2_000],
    [-0, 6, 0],
    ['-0', 6, 0],
    ['9007199254.740991', 6, Number.MAX_SAFE_INTEGER],
  ] as const)('%j with %i places is %i', (value, shift, expected) => {
    expect(scaledInteger(value, shift)).toBe(expected);
  });

  test.each([
    [0.0000001, 6, 'too-fine'],
    [1.0005, 3, 'too-fine'],
    ['9007199254.740992', 6, 'too-large'],
    [1e300, 6, 'too-large'],
    ['1e9999', 6, 'too-large'],
    ['1e-9999', 6, 'too-fine'],
    [Number.NaN, 6, 'not-a-number'],
    [Number.POSITIVE_INFINITY, 6, 'not-a-number'],
    ['', 6, 'not-a-number'],
    ['.', 6, 'not-a-number'],
    ['1,5', 6, 'not-a-number'],
    ['1 000', 6, 'not-a-number'],
    ['0x10', 6, 'not-a-number'],
    ['1'.repeat(65), 6, 'not-a-number'],
    [null, 6, 'not-a-number'],
    [true, 6, 'not-a-number'],
    [{}, 6, 'not-a-number'],
  ] as const)('%j with %i places is refused as %s', (value, shift, fault) => {
    expect(scaledInteger(value, shift)).toBe(fault);
  });
});
