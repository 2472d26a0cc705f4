import { onScopeDispose, type ShallowRef, shallowRef, watch } from 'vue';
import type { PageClock } from '../clock/page-clock.ts';

const RETRY_MS = 3_000;

export interface Answer<Data> {
  /** The newest answer; kept while a later one fails. */
  readonly data: Readonly<ShallowRef<Data | undefined>>;
  readonly failed: Readonly<ShallowRef<boolean>>;
  again(): void;
}

export interface AnswerOptions<Data> {
  readonly clock: PageClock;
  /** Asked again after this; undefined once nothing more can change. */
  readonly everyMs: (data: Data) => number | undefined;
  /** Asked anew, and the old answer dropped, when this changes; undefined while there is nothing to ask. */
  readonly subject: () => string | undefined;
  readonly ask: () => Promise<Data>;
}

/** A question that is asked again by the page's clock, so that no panel brings a timer of its own. */
export function useAnswer<Data>(options: AnswerOptions<Data>): Answer<Data> {
  const data = shallowRef<Data>();
  const failed = shallowRef(false);
  let dueMs: number | undefined = 0;
  let ticket = 0;

  async function run(): Promise<void> {
    const mine = ++ticket;
    dueMs = undefined;
    let waitMs: number | undefined = RETRY_MS;
    try {
      const answer = await options.ask();
      if (mine !== ticket) return;
      data.value = answer;
      failed.value = false;
      waitMs = options.everyMs(answer);
    } catch {
      if (mine !== ticket) return;
      failed.value = true;
    }
    dueMs = waitMs === undefined ? undefined : Date.now() + waitMs;
  }

  watch(
    options.subject,
    (subject) => {
      ticket++;
      data.value = undefined;
      failed.value = false;
      dueMs = undefined;
      if (subject !== undefined) void run();
    },
    { immediate: true },
  );
  watch(options.clock, (now) => {
    if (dueMs !== undefined && now >= dueMs && options.subject() !== undefined) void run();
  });
  onScopeDispose(() => {
    ticket++;
    dueMs = undefined;
  });
  return { data, failed, again: () => void run() };
}
