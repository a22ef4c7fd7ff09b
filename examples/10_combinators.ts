/**
 * Combinators: several things at once, in one expression.
 *
 * Those that need no more than a part stop the rest, and wait for its cleanup.
 */
import {
  any,
  asCompleted,
  coroutine,
  gather,
  mapLimit,
  multi,
  race,
  retry,
  settle,
  sleep,
  spawn,
  withTimeout,
} from "@twister/async";

const get = coroutine(function* get(page: string, ms: number) {
  try {
    yield* sleep(ms);
    if (page.startsWith("bad")) throw new Error(`${page}: 404`);
    return page;
  } catch (error) {
    console.log("  gave up", page);
    throw error;
  }
});
const why = (error: Error) => `${error.name}: ${error.message}`;

await spawn(function* main() {
  const { home, news } = yield* multi({ home: get("a", 2), news: get("b", 1) });
  console.log("multi:", home, news);

  console.log("race:", yield* race([get("slow", 60_000), get("fast", 1)]));
  console.log("any:", yield* any([get("bad", 1), get("good", 3)]));

  const ends = yield* settle([get("a", 1), get("bad", 1)]);
  console.log("settle:", ends.map(({ status }) => status));

  const all = gather([get("slow", 60_000), get("bad", 1)]);
  console.log("gather:", yield* all.catch(why));

  const late = withTimeout(2, get("slow", 60_000));
  console.log("withTimeout:", yield* late.catch(why));

  for (const next of asCompleted([get("2nd", 9), get("1st", 1)])) {
    console.log("asCompleted:", (yield* next).result());
  }

  const pages = ["a", "b", "c", "d"];
  console.log("mapLimit:", yield* mapLimit(pages, 2, (page) => get(page, 1)));

  const attempt = (n: number) => get(n < 3 ? `bad ${n}` : `good ${n}`, 1);
  console.log("retry:", yield* retry(attempt, { delay: 1 }));
});
