/** Who may be in a worktree: any number of guests at once, or one alone. In the order of asking. */
export interface Turns {
  shared<T>(work: () => Promise<T>): Promise<T>;
  alone<T>(work: () => Promise<T>): Promise<T>;
}

export function createTurns(): Turns {
  let guests: Promise<unknown> = Promise.resolve();
  let last: Promise<unknown> = Promise.resolve();
  const quietly = (promise: Promise<unknown>): Promise<unknown> => promise.catch(() => undefined);
  return {
    shared(work) {
      const done = last.then(work);
      guests = Promise.all([guests, quietly(done)]);
      return done;
    },
    alone(work) {
      const done = Promise.all([last, guests]).then(work);
      last = quietly(done);
      guests = last;
      return done;
    },
  };
}
