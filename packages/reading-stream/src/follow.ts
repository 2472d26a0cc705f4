/** Between two attempts. */
const PAUSE_MS = 500;

export interface Follower {
  stop(): void;
}

/**
 * Follows something until it is stopped: whenever it ends or fails, since its server restarts or what is followed is made
 * anew, it is followed again after a pause.
 * @param once resolves when what is followed has ended; it gives `onStop` what ends it sooner.
 */
export function followAgain(
  once: (onStop: (end: () => void) => void) => Promise<void>,
  onError: (error: unknown) => void,
  pauseMs = PAUSE_MS,
): Follower {
  let stopped = false;
  let end = () => {};
  let wake = () => {};
  const onStop = (ended: () => void) => {
    end = ended;
    if (stopped) end();
  };
  void (async () => {
    while (!stopped) {
      try {
        await once(onStop);
      } catch (error) {
        if (!stopped) onError(error);
      }
      if (stopped) return;
      await new Promise<void>((resolve) => {
        wake = resolve;
        setTimeout(resolve, pauseMs).unref();
      });
    }
  })();
  return {
    stop() {
      stopped = true;
      end();
      wake();
    },
  };
}
