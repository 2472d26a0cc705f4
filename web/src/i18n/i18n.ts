import { createI18n } from 'vue-i18n';
import { recall, remember } from '../appearance/remembered.ts';
import { en, type Messages } from './en.ts';
import { fr } from './fr.ts';
import { pt } from './pt.ts';

export const locales = { en: 'English', fr: 'Français', pt: 'Português' } as const;
export type Locale = keyof typeof locales;

function isLocale(value: string | undefined): value is Locale {
  return value !== undefined && value in locales;
}

/** The one chosen before, else the first of the browser's languages that is spoken here. */
export function firstLocale(chosen: string | undefined, languages: readonly string[]): Locale {
  if (isLocale(chosen)) return chosen;
  return languages.map((language) => language.slice(0, 2)).find(isLocale) ?? 'en';
}

export const i18n = createI18n<[Messages], Locale, false>({
  legacy: false,
  locale: firstLocale(recall('locale'), navigator.languages),
  fallbackLocale: 'en',
  messages: { en, fr, pt },
});

export function chooseLocale(locale: Locale): void {
  i18n.global.locale.value = locale;
  document.documentElement.lang = locale;
  remember('locale', locale);
}
