interface Asked<Request> {
  readonly number?: number;
  readonly request: Request;
}

/** The other end of `startWorker`: each request is answered by what `answer` gives. */
export function answerRequests<Request, Answer>(
  answer: (request: Request) => Answer | Promise<Answer>,
): void {
  process.on('message', async ({ number, request }: Asked<Request>) => {
    try {
      const given = await answer(request);
      if (number !== undefined) process.send!({ number, answer: given });
    } catch (error) {
      process.send!({
        number,
        error: error instanceof Error ? (error.stack ?? error.message) : String(error),
      });
    }
  });
  process.on('disconnect', () => process.exit(0));
}

export const say = (heard: number): void => void process.send!({ heard });
