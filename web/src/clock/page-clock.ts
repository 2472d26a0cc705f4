import { type InjectionKey, inject, onScopeDispose, provide, type ShallowRef, shallowRef } from 'vue';

const EVERY_MS = 500;

export type PageClock = Readonly<ShallowRef<number>>;
const key: InjectionKey<PageClock> = Symbol('page clock');

export class NoPageClock extends Error {
  readonly code = 'NO_PAGE_CLOCK';
}

/** The only timer of a page that shows time: every age and moment on it is read from here, so that none disagree. */
export function startPageClock(): PageClock {
  const now = shallowRef(Date.now());
  const timer = setInterval(() => {
    now.value = Date.now();
  }, EVERY_MS);
  onScopeDispose(() => clearInterval(timer));
  provide(key, now);
  return now;
}

export function usePageClock(): PageClock {
  const clock = inject(key);
  if (clock === undefined) throw new NoPageClock();
  return clock;
}
