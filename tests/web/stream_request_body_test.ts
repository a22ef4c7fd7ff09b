import { assert, assertEquals } from "@std/assert";
import { sleep } from "../../lib/coroutine/sleep.ts";
import { Future } from "../../lib/future/future.ts";
import { RequestHandler, streamRequestBody } from "../../lib/web/mod.ts";
import { logged, raw, serving, statusOf } from "./_kit.ts";

function pieces(count: number, taken: { count: number }) {
  return new ReadableStream<Uint8Array>({
    pull(controller) {
      if (taken.count++ === count) controller.close();
      else controller.enqueue(new Uint8Array(10));
    },
  }, { highWaterMark: 0 });
}

Deno.test("the next piece is read when dataReceived is done with the last", async () => {
  let under = 0, most = 0, size = 0;
  @streamRequestBody
  class Upload extends RequestHandler {
    override *dataReceived(piece: Uint8Array): Generator {
      most = Math.max(most, ++under);
      yield sleep(0);
      under--;
      size += piece.byteLength;
    }
    override put(): void {
      this.write({ size, body: this.request.body.byteLength });
    }
  }
  const { app } = logged([["/", Upload]]);
  const body = pieces(5, { count: 0 });
  const reply = await app.request("/", { method: "PUT", body });
  assertEquals(await reply.json(), { size: 50, body: 0 });
  assertEquals(most, 1);
});

Deno.test("a reply that is finished early stops the reading", async () => {
  const taken = { count: 0 };
  @streamRequestBody
  class Early extends RequestHandler {
    override dataReceived(): void {
      this.setStatus(409);
      this.finish("enough");
    }
    override put(): void {
      this.write("not reached");
    }
  }
  const { app } = logged([["/", Early]]);
  const reply = await app.request("/", {
    method: "PUT",
    body: pieces(1000, taken),
  });
  assertEquals([reply.status, await reply.text()], [409, "enough"]);
  assert(taken.count < 5);
});

Deno.test("pieces arrive before the upload ends, and the limit counts them", async () => {
  const first = new Future<number>();
  @streamRequestBody
  class Upload extends RequestHandler {
    override dataReceived(piece: Uint8Array): void {
      first.trySetResult(piece.byteLength);
    }
    override post(): void {}
  }
  const { app } = logged([["/", Upload]], { maxBodySize: 8 });
  await serving(app, async (_base, { port }) => {
    const head =
      "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
    const text = raw(port, `${head}4\r\nabcd\r\n`);
    assertEquals(await first, 4);
    const over = await raw(port, `${head}4\r\nabcd\r\n5\r\nabcde\r\n`);
    assertEquals(statusOf(over), 413);
    assertEquals(statusOf(await text), 408);
  }, { bodyTimeout: 100 });
});

Deno.test("an error in dataReceived is a page", async () => {
  @streamRequestBody
  class Bad extends RequestHandler {
    override dataReceived(): void {
      throw new Error("no");
    }
    override put(): void {}
  }
  const { app } = logged([["/", Bad]]);
  assertEquals(
    (await app.request("/", { method: "PUT", body: "x" })).status,
    500,
  );
});
