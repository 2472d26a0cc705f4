import { type ComputedRef, computed } from 'vue';
import { useI18n } from 'vue-i18n';

export interface TimeFormats {
  /** `19:42` */
  minute(epochMs: number): string;
  /** `19:42:07` */
  second(epochMs: number): string;
  /** `Wed 1 Feb 2023` */
  date(epochMs: number): string;
  /** `Wed 1 Feb` */
  day(epochMs: number): string;
  /** `1 Feb 2023` */
  shortDate(epochMs: number): string;
  /** `Tue` */
  weekday(epochMs: number): string;
  /** `WET`, or the offset where the zone has no short name */
  zone(epochMs: number): string;
}

const shortZones = 'en-GB';

export function timeFormats(locale: string, timeZone: string): TimeFormats {
  // English as it is written in Europe, so that the day stands before the month.
  const language = locale === 'en' ? 'en-GB' : locale;
  const format = (options: Intl.DateTimeFormatOptions) => {
    const formatter = new Intl.DateTimeFormat(language, { timeZone, hourCycle: 'h23', ...options });
    return (epochMs: number) => formatter.format(epochMs).replaceAll(',', '').replaceAll('.', '');
  };
  const zoneName = new Intl.DateTimeFormat(shortZones, { timeZone, timeZoneName: 'short' });
  return {
    minute: format({ hour: '2-digit', minute: '2-digit' }),
    second: format({ hour: '2-digit', minute: '2-digit', second: '2-digit' }),
    date: format({ weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' }),
    day: format({ weekday: 'short', day: 'numeric', month: 'short' }),
    shortDate: format({ day: 'numeric', month: 'short', year: 'numeric' }),
    weekday: format({ weekday: 'short' }),
    zone: (epochMs) =>
      zoneName.formatToParts(epochMs).find((part) => part.type === 'timeZoneName')?.value ?? '',
  };
}

export function useTimes(timeZone: () => string): ComputedRef<TimeFormats> {
  const { locale } = useI18n();
  return computed(() => timeFormats(locale.value, timeZone()));
}
