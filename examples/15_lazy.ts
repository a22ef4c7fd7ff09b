/**
 * Lazy: work and sequences that are described first and run later.
 *
 * Each line below that says "run" could be left out, and nothing would happen.
 */
import { sleep, spawn } from "@twister/async";
import { Lazy, LazyStream } from "@twister/async/lazy";

class NotFound extends Error {
  override readonly name = "NotFound";
}

let calls = 0;
const page = (name: string): Lazy<string, NotFound> =>
  Lazy.from(function* () {
    console.log("  asks for", name);
    yield* sleep(1);
    if (name === "lost") throw new NotFound(name);
    if (name === "shy" && ++calls < 3) throw new NotFound("try again");
    return `<${name}>`;
  });

await spawn(function* main() {
  const home = page("home"); // nothing is asked for yet
  console.log("run:", yield* home);

  // Do-notation is the coroutine itself.
  const both = Lazy.from(function* () {
    const first = yield* home;
    return first + (yield* page("news"));
  });
  console.log("do:", yield* both);

  const safe: Lazy<string, never> = page("lost")
    .recover(NotFound, (error) => `no ${error.message}`);
  console.log("recover:", yield* safe);
  console.log("retry:", yield* page("shy").retry({ delay: 1 }));
  const once = page("slow").memo();
  console.log("memo:", yield* once.zip(once));
  const file = Lazy.bracket(
    Lazy.of("file").tap(() => console.log("  opens")),
    (name) => Lazy.fail(new Error(`${name} is empty`)),
    () => console.log("  closes"),
  );
  console.log("bracket:", yield* file.recover((error) => error.message));

  // Nobody counts to a million here: three numbers are asked for.
  const numbers = LazyStream.from(function* () {
    try {
      for (let n = 1; n <= 1_000_000; n++) yield n;
    } finally {
      console.log("  the source is closed");
    }
  });
  const odd = numbers.filter((n) => n % 2 === 1).map((n) => n * n);
  console.log("take:", yield* odd.take(2).collect());

  const lines = LazyStream.from(["one\ntw", "o\nthree"]).lines();
  console.log("lines:", yield* lines.collect());
});
