/** `0.4 s`, `38 s`, `6 min`, `3 h`: how old something is, in as few letters as can be read. */
export function ageText(milliseconds: number, locale: string): string {
  const seconds = Math.max(0, milliseconds) / 1_000;
  const [value, unit, digits] =
    seconds < 9.95
      ? ([seconds, 's', 1] as const)
      : seconds < 99.5
        ? ([seconds, 's', 0] as const)
        : seconds < 5_970
          ? ([seconds / 60, 'min', 0] as const)
          : ([seconds / 3_600, 'h', 0] as const);
  const number = new Intl.NumberFormat(locale, {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  return `${number.format(value)}\u00a0${unit}`;
}
