import { defineStore } from 'pinia';
import { ref, watch } from 'vue';
import { recall, remember } from './remembered.ts';

export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];
export type Shade = 'light' | 'dark';

export function shadeOf(theme: Theme, wall: boolean, systemDark: boolean): Shade {
  if (theme !== 'system') return theme;
  return wall || systemDark ? 'dark' : 'light';
}

/** The same rule as the script in index.html, which runs before the first paint. */
export const useTheme = defineStore('theme', () => {
  const wall = matchMedia('(width >= 2200px)');
  const systemDark = matchMedia('(prefers-color-scheme: dark)');
  const stored = recall('theme');
  const theme = ref<Theme>(themes.find((known) => known === stored) ?? 'system');
  const shade = ref<Shade>('light');

  function settle(): void {
    shade.value = shadeOf(theme.value, wall.matches, systemDark.matches);
    document.documentElement.classList.remove('light', 'dark');
    document.documentElement.classList.add(shade.value);
  }
  wall.addEventListener('change', settle);
  systemDark.addEventListener('change', settle);
  watch(
    theme,
    (chosen) => {
      remember('theme', chosen === 'system' ? undefined : chosen);
      settle();
    },
    { immediate: true, flush: 'sync' },
  );
  return { theme, shade };
});
