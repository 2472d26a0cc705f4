const MINUS = '−';

/** Numbers in the locale's form, with a true minus. */
export interface NumberFormats {
  megawatts(kilowatts: number): string;
  megawattHours(kilowattHours: number): string;
  share(share: number): string;
  count(value: number): string;
  fixed(value: number, digits: 0 | 1): string;
  /** A difference as a share, with its sign; none on zero. */
  change(share: number): string;
}

export function numberFormats(locale: string): NumberFormats {
  const one = new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const none = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
  const signed = new Intl.NumberFormat(locale, {
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
    signDisplay: 'exceptZero',
  });
  return {
    megawatts: (kilowatts) => one.format(kilowatts / 1_000),
    megawattHours: (kilowattHours) => {
      const value = kilowattHours / 1_000;
      return (value >= 1_000 ? none : one).format(value);
    },
    share: (share) => one.format(share * 100),
    count: (value) => none.format(value),
    fixed: (value, digits) => (digits === 0 ? none : one).format(value),
    change: (share) => signed.format(share * 100).replace('-', MINUS),
  };
}
