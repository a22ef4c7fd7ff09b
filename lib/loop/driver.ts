/**
 * How the loop starts a generator: the coroutine layer fills this in, for the
 * loop lies below it.
 */
export const driver: {
  start:
    | ((generator: Generator, name: string) => PromiseLike<unknown>)
    | undefined;
} = { start: undefined };
