/**
 * `tail -f log | grep python`, after David Beazley's course on coroutines. The
 * log grows while the pipe follows it; after three lines it has seen enough.
 *
 *     deno run -A examples/course/follow.ts
 */
import { primed, sleep, spawn } from "@twister/async/coroutine";
import {
  type Emit,
  pipe,
  printer,
  type Stage,
  take,
} from "@twister/async/lazy";

/** Emits the lines that a file has and gets. Closed, it closes the file. */
function follow(path: string) {
  return function* (emit: Emit<string>) {
    using file = Deno.openSync(path);
    const bytes = new Uint8Array(1024), decoder = new TextDecoder();
    let rest = "";
    for (;;) {
      const count = file.readSync(bytes);
      if (count === null) {
        yield* sleep(2);
        continue;
      }
      rest += decoder.decode(bytes.subarray(0, count), { stream: true });
      const lines = rest.split("\n");
      rest = lines.pop()!;
      for (const line of lines) yield* emit(line);
    }
  };
}

/** A filter: it gets a line at its `yield`, and pushes on what matches. */
const grep = (pattern: RegExp) =>
  primed(function* (next: Stage<string>): Generator<void, void, string> {
    try {
      for (;;) {
        const line = yield;
        if (pattern.test(line)) next.send(line);
      }
    } finally {
      console.log("grep is closed");
    }
  });

/** Writes to the log, a piece of a line at a time. */
function* writeLog(path: string) {
  const text = "python 1\nruby\nmore python\nperl\npython 3\npython 4\n";
  for (const piece of text.match(/[^]{1,7}/g)!) {
    Deno.writeTextFileSync(path, piece, { append: true });
    yield* sleep(3);
  }
}

const log = Deno.makeTempFileSync();
try {
  const writing = spawn(writeLog(log));
  await pipe(follow(log), grep(/python/), take(3), printer(console.log));
  console.log("the pipe is done");
  writing.cancel("nobody reads any more");
  await writing.catch(() => {});
} finally {
  Deno.removeSync(log);
}
