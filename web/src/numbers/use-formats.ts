import { type ComputedRef, computed } from 'vue';
import { useI18n } from 'vue-i18n';
import { type NumberFormats, numberFormats } from './number-format.ts';

export function useFormats(): ComputedRef<NumberFormats> {
  const { locale } = useI18n();
  return computed(() => numberFormats(locale.value));
}
