/**
 * Sources that count what is done to them, and every operator of a stream.
 *
 * @module
 */
import { LazyStream } from "../../lib/lazy/mod.ts";
import { sleep } from "../../lib/coroutine/mod.ts";

/** What happened to a source. */
export interface Count {
  /** Items that were asked for. */
  asked: number;
  /** How often it was closed before its end. */
  closed: number;
  /** Whether it came to its end, or failed, by itself. */
  over: boolean;
}

/** The kinds of sources: at once, by promises, by a coroutine, by bytes. */
export const KINDS = ["iterable", "async", "emit", "stream"] as const;
export type Kind = typeof KINDS[number];

/**
 * A source of the numbers from 1, which fails instead of giving `bad`.
 *
 * @param length How many there are; it may be Infinity.
 */
export function counted(
  kind: Kind,
  length: number,
  bad: number = Infinity,
): { stream: LazyStream<number>; count: Count } {
  const count: Count = { asked: 0, closed: 0, over: false };
  const next = (): IteratorResult<number, undefined> => {
    count.asked++;
    if (count.asked === bad) {
      count.over = true;
      throw new Error(`no ${bad}`);
    }
    if (count.asked <= length) return { done: false, value: count.asked };
    count.over = true;
    return { done: true, value: undefined };
  };
  const back = () => {
    count.closed++;
    return { done: true as const, value: undefined };
  };
  const make = {
    iterable: () =>
      LazyStream.from<number>({
        [Symbol.iterator]: () => ({ next, return: back }),
      }),
    async: () =>
      LazyStream.from<number>({
        [Symbol.asyncIterator]: () => ({
          next: () => Promise.resolve().then(next),
          return: () => Promise.resolve().then(back),
        }),
      }),
    emit: () =>
      LazyStream.from<number>(function* (emit) {
        try {
          for (;;) {
            yield* sleep(1);
            const step = next();
            if (step.done) return;
            yield* emit(step.value);
          }
        } finally {
          if (!count.over) {
            yield* sleep(1); // a cleanup that takes time
            back();
          }
        }
      }),
    stream: () =>
      LazyStream.from<number>(
        new ReadableStream<number>({
          pull(controller) {
            const step = next();
            if (step.done) controller.close();
            else controller.enqueue(step.value);
          },
          cancel: () => void back(),
        }, { highWaterMark: 0 }),
      ),
  };
  return { stream: make[kind](), count };
}

/** Every operator, by its name, each giving something for each few items. */
export const OPERATORS: Readonly<
  Record<string, (s: LazyStream<number>) => LazyStream<unknown>>
> = {
  itself: (s) => s,
  map: (s) => s.map((n) => n),
  "map, waiting": (s) => s.map((n) => Promise.resolve(n)),
  "map with a limit": (s) =>
    s.map(function* (n) {
      yield* sleep(n % 3);
      return n;
    }, { limit: 3 }),
  filter: (s) => s.filter((n) => n % 2 === 1),
  "filter, waiting": (s) => s.filter((n) => Promise.resolve(n % 2 === 1)),
  take: (s) => s.take(1000),
  drop: (s) => s.drop(1),
  chunk: (s) => s.chunk(2),
  window: (s) => s.window(2),
  scan: (s) => s.scan((a, b) => a + b, 0),
  concat: (s) => s.concat([1, 2]),
  "concat behind": (s) => LazyStream.from([0]).concat(s),
  merge: (s) => s.merge([1, 2]),

  zip: (s) => s.zip(LazyStream.from(() => naturals())),
  "zip behind": (s) => LazyStream.from(() => naturals()).zip(s),
  flatMap: (s) => s.flatMap((n) => [n, n]),
  "flatMap within": (s) => LazyStream.from([1]).flatMap(() => s),
  "flatMap with a limit": (s) =>
    s.flatMap((n) => LazyStream.from([n, n]).throttle(1), { limit: 2 }),
  "flatMap with a limit, within": (s) =>
    LazyStream.from([1]).flatMap(() => s, { limit: 2 }),
  buffer: (s) => s.buffer(3),
  throttle: (s) => s.throttle(1),
  debounce: (s) =>
    s.map(function* (n) {
      yield* sleep(5);
      return n;
    }).debounce(1),
  tee: (s) => s.tee(1)[0]!,
  "tee, both": (s) => {
    const [a, b] = s.tee(2, { limit: 2 });
    return a!.zip(b!);
  },
  groupBy: (s) =>
    s.groupBy((n) => n % 2).flatMap(([, group]) => group, { limit: 2 }),
  lines: (s) => s.map((n) => `${n}\n`).lines(),
};

/** The numbers from 1, without end. */
export function* naturals(): Generator<number, void, unknown> {
  for (let n = 1;; n++) yield n;
}
