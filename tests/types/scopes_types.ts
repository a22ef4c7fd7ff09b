/**
 * What the compiler must infer, and what it must refuse, of scopes and
 * combinators. Checked, never run.
 *
 * @module
 */
import { Future } from "../../lib/future/mod.ts";
import { sleep, spawn, type Task } from "../../lib/coroutine/mod.ts";
import {
  CancelScope,
  currentScope,
  moveOnAfter,
  shield,
  TaskGroup,
} from "../../lib/scopes/mod.ts";
import {
  abandonAfter,
  any,
  asCompleted,
  gather,
  mapLimit,
  multi,
  race,
  retry,
  type RetryReport,
  settle,
  type Settled,
  WaitIterator,
  withTimeout,
} from "../../lib/combinators/mod.ts";

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends
  (<T>() => T extends B ? 1 : 2) ? true : false;

/** Compiles only where the argument's type is `T`, no wider and no narrower. */
function is<T>(): <X>(
  x: X,
  ...no: Same<X, T> extends true ? [] : [never]
) => void {
  return () => {};
}

class User {
  constructor(readonly name: string) {}
}

const number = new Future<number>(), user = new Future<User>();

export function* scopesKeepTheTypeOfTheirBody(): Generator {
  is<number>()(
    yield* new CancelScope().run(function* (scope) {
      is<CancelScope>()(scope);
      yield* sleep(1);
      return 1;
    }),
  );
  is<User | undefined>()(
    yield* moveOnAfter(5, function* (scope) {
      is<CancelScope>()(scope);
      return yield* user;
    }),
  );
  is<CancelScope | undefined>()(currentScope());
  is<number>()(new CancelScope().deadline);
  is<AbortSignal>()(new CancelScope().signal);
  // @ts-expect-error: a function is no time
  moveOnAfter(function* () {}, 5);
  // @ts-expect-error: a promise is no body
  new CancelScope().run(Promise.resolve());
  // @ts-expect-error: there is no such option
  new CancelScope({ delay: 5 });
  // @ts-expect-error: whether it was cancelled is read only
  new CancelScope().cancelled = true;
}

export function* shieldKeepsTheTypeOfWhatItGuards(): Generator {
  is<number>()(yield* shield(number));
  is<User>()(yield* shield(spawn(() => user[Symbol.iterator]())));
  is<string>()(yield* shield(Promise.resolve("text")));
  is<[number, User]>()(yield* shield([number, user] as const));
}

export function* groupsKeepTheTypesOfBodyAndChildren(): Generator {
  is<string>()(
    yield* TaskGroup.run(function* (group) {
      is<TaskGroup>()(group);
      const child = group.spawn(
        function* (_name: string, _times: number) {
          return yield* user;
        },
        "ada",
        2,
      );
      is<Task<User>>()(child);
      // deno-lint-ignore require-await -- the type of it is the matter
      is<Task<number>>()(group.spawn(async () => 1));
      // @ts-expect-error: a number is no name
      group.spawn(function* (_name: string) {}, 1);
      // @ts-expect-error: an argument is missing
      group.spawn(function* (_name: string) {});
      is<number>()(
        yield* group.start(
          function* (ready: (value: number) => void, _host: string) {
            yield* sleep(1);
            ready(8000);
          },
          "localhost",
        ),
      );
      return "text";
    }, { limit: 2, name: "group" }),
  );
  is<unknown[]>()(new TaskGroup().results);
  // @ts-expect-error: a text is no limit
  new TaskGroup({ limit: "2" });
}

export function* allOfSeveralKeepTheirShape(): Generator {
  is<[number, User]>()(yield* multi([number, user]));
  is<[number, User]>()(yield* gather([number, user]));
  is<[number, User]>()(yield* gather([number, user] as const));
  is<{ id: number; user: User }>()(yield* multi({ id: number, user }));
  is<{ id: number; user: User }>()(yield* gather({ id: number, user }));
  const list: Future<number>[] = [number];
  is<number[]>()(yield* multi(list));
  is<number[]>()(yield* gather(list));
  is<number[]>()(yield* gather(new Set(list)));
  is<[string, [number, { user: User }]]>()(
    yield* gather([Promise.resolve("text"), [number, { user }]]),
  );
}

export function* settleTellsEachEnd(): Generator {
  is<[Settled<number>, Settled<User>]>()(yield* settle([number, user]));
  is<{ id: Settled<number> }>()(yield* settle({ id: number }));
  is<Settled<number>[]>()(yield* settle(new Set([number])));
  const [end] = yield* settle([number]);
  if (end.status === "fulfilled") is<number>()(end.value);
  else is<unknown>()(end.reason);
  // @ts-expect-error: what is not known to be fulfilled has no value
  end.value;
}

export function* oneOfSeveralIsAUnion(): Generator {
  is<number | User>()(yield* race([number, user]));
  is<number | User>()(yield* any([number, user]));
  is<number | User>()(yield* race({ id: number, user }));
  is<number>()(yield* any(new Set([number])));
}

export function* timeoutsKeepTheTypeOfWhatIsWaitedFor(): Generator {
  is<number>()(yield* withTimeout(5, number));
  is<User>()(yield* abandonAfter(5, user));
  is<string>()(yield* withTimeout(5, Promise.resolve("text")));
  is<[number, User]>()(yield* withTimeout(5, gather([number, user])));
  is<number>()(
    yield* withTimeout(
      5,
      (function* () {
        return yield* number;
      })(),
    ),
  );
  // @ts-expect-error: the time comes first
  withTimeout(number, 5);
}

export function* endsOneByOneKeepTheirTypes(): Generator {
  for (const next of asCompleted([number])) {
    const ended = yield* next;
    is<Future<number>>()(ended);
    is<number>()(ended.result());
  }
  const ends = new WaitIterator({ id: number, user });
  is<number | User>()(yield* ends.next());
  is<string | number | undefined>()(ends.currentIndex);
  is<Future<number | User> | undefined>()(ends.currentFuture);
}

export async function endsOneByOneInAsyncFunctions(): Promise<void> {
  for await (const ended of asCompleted([number])) {
    is<Future<number>>()(ended);
  }
  for await (const value of new WaitIterator([number, user])) {
    is<number | User>()(value);
  }
}

export function* callsWithALimitOrAgainKeepTheirResults(): Generator {
  is<User[]>()(
    yield* mapLimit(["ada"], 2, function* (name, index) {
      is<string>()(name);
      is<number>()(index);
      yield* sleep(1);
      return new User(name);
    }),
  );
  is<number[]>()(yield* mapLimit([1], 2, (n) => Promise.resolve(n)));
  is<number[]>()(yield* mapLimit(new Set([1]), 2, (n) => n));
  is<User>()(
    yield* retry(function* (attempt) {
      is<number>()(attempt);
      return yield* user;
    }, {
      attempts: 3,
      on: [TypeError],
      onRetry: (report) => is<RetryReport>()(report),
    }),
  );
  is<number>()(yield* retry(() => Promise.resolve(1)));
  // @ts-expect-error: how often is a number
  retry(() => 1, { attempts: "3" });
  // @ts-expect-error: the limit comes before the function
  mapLimit([1], (n: number) => n, 2);
}
