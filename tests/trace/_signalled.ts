/**
 * A program that hangs, sends itself a signal twice, and ends with code 7.
 */
import { IOLoop } from "@twister/async/loop";
import { Lock } from "@twister/async/sync";
import { dumpOnSignal } from "@twister/async/trace";

const lock = new Lock({ name: "mine" });
IOLoop.current().deadlock = "off";
void IOLoop.current().run(function* main() {
  yield* lock.acquire();
  yield* lock.acquire();
});
{
  using _dumps = dumpOnSignal("SIGUSR2");
  Deno.kill(Deno.pid, "SIGUSR2");
  await new Promise((done) => setTimeout(done, 100));
}
Deno.addSignalListener("SIGUSR2", () => Deno.exit(7));
Deno.kill(Deno.pid, "SIGUSR2");
await new Promise((done) => setTimeout(done, 1000));
