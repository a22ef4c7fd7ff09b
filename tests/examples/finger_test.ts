import { assertEquals, assertMatch } from "@std/assert";
import { type Deferred, fail } from "@twister/async/deferred";
import { finger, type FingerOptions, Users } from "../../examples/finger.ts";
import { start } from "./_child.ts";

/** Runs a function beside a service on free ports, and stops that. */
async function beside(
  fn: (service: { asks: number; tells: number }) => Promise<void>,
  users: Users = new Users(),
  options: FingerOptions = {},
): Promise<void> {
  const service = finger(users, { asks: 0, tells: 0, ...options });
  try {
    await fn(service);
  } finally {
    await ended(service.stop());
  }
}

function ended<T>(deferred: Deferred<T>): Promise<T> {
  return new Promise((done, failed) =>
    deferred.addCallbacks(done, (failure) => failed(failure.value))
  );
}

/** Says something to a port, piece by piece; gives what it says. */
async function say(port: number, ...pieces: string[]): Promise<string> {
  using conn = await Deno.connect({ port });
  for (const piece of pieces) {
    await conn.write(new TextEncoder().encode(piece));
    await new Promise((done) => setTimeout(done, 1));
  }
  let said = "";
  for (const buffer = new Uint8Array(64);;) {
    const count = await conn.read(buffer).catch(() => null);
    if (count === null) return said;
    said += new TextDecoder().decode(buffer.subarray(0, count));
  }
}

Deno.test("finger answers for a user it knows, and for one it does not", async () => {
  const users = new Users();
  users.set("moshez", "Happy and well");
  await beside(async ({ asks }) => {
    assertEquals(await say(asks, "moshez\r\n"), "Happy and well\r\n");
    assertEquals(await say(asks, "nobody\n"), "No such user\r\n");
  }, users);
});

Deno.test("finger takes a line that comes in pieces", async () => {
  const users = new Users();
  users.set("moshez", "Happy and well");
  await beside(async ({ asks }) => {
    assertEquals(await say(asks, "mos", "hez", "\r\n"), "Happy and well\r\n");
  }, users);
});

Deno.test("finger takes a new line for a user on the other port", async () => {
  await beside(async ({ asks, tells }) => {
    assertEquals(await say(tells, "moshez\nAt lunch\n"), "");
    assertEquals(await say(asks, "moshez\n"), "At lunch\r\n");
  });
});

Deno.test("finger says so when a user's line cannot be had", async () => {
  class Broken extends Users {
    override get(): Deferred<string> {
      return fail(new Error("the disk is on fire"));
    }
  }
  await beside(async ({ asks }) => {
    assertEquals(await say(asks, "moshez\n"), "Internal error in server\r\n");
  }, new Broken());
});

Deno.test("finger hangs up on one who says nothing", async () => {
  const { error } = console, log: string[] = [];
  console.error = (text: string) => log.push(text);
  try {
    await beside(
      async ({ asks }) => assertEquals(await say(asks, "mos"), ""),
      new Users(),
      { patience: 5 },
    );
  } finally {
    console.error = error;
  }
  assertMatch(log.join(), /TimeoutError: A Deferred had no result within 5 ms/);
});

Deno.test("finger stops with somebody on the line, and hangs up", async () => {
  const service = finger(new Users(), { asks: 0, tells: 0 });
  using silent = await Deno.connect({ port: service.asks });
  // Who came later is answered, so the silent one has been met by now.
  assertEquals(await say(service.asks, "nobody\n"), "No such user\r\n");
  await ended(service.stop());
  assertEquals(await silent.read(new Uint8Array(1)), null);
});

Deno.test("finger reads its users from a file", async () => {
  const path = await Deno.makeTempFile();
  await Deno.writeTextFile(path, "moshez: Happy and well\nexarkun: Busy\n");
  const users = new Users();
  await ended(users.read(path));
  const found: string[] = [];
  users.get("exarkun").addCallback((line) => found.push(line));
  assertEquals(found, ["Busy"]);
  await Deno.remove(path);
});

Deno.test("finger runs as a program until it is interrupted", async () => {
  const path = await Deno.makeTempFile();
  await Deno.writeTextFile(path, "moshez: Happy and well\n");
  const child = await start("examples/finger.ts", path, "0", "0");
  const reader = child.stdout.getReader();
  const { value } = await reader.read();
  const [, asks] = /^Ask on (\d+), tell on \d+\n$/.exec(
    new TextDecoder().decode(value),
  ) ?? [];
  assertEquals(await say(Number(asks), "moshez\n"), "Happy and well\r\n");
  child.kill("SIGINT");
  await reader.cancel();
  assertEquals((await child.status).success, true);
  await child.stderr.cancel();
  await Deno.remove(path);
});
