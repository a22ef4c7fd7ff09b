import { assertEquals, assertStringIncludes } from "@std/assert";
import { chat } from "../../examples/chat.ts";
import { Client } from "../web/_websocket_kit.ts";

Deno.test("both styles of the chat hear each other in one room", async () => {
  const server = chat(0);
  try {
    const base = `ws://127.0.0.1:${server.port}`;
    const ada = new Client(`${base}/callback/ada/socket`);
    assertEquals(await ada.next(), "ada came");
    const bob = new Client(`${base}/coroutine/bob/socket`);
    for (const each of [ada, bob]) assertEquals(await each.next(), "bob came");
    ada.socket.send("hello");
    for (const each of [ada, bob]) {
      assertEquals(await each.next(), "ada: hello");
    }
    bob.socket.send("hi");
    for (const each of [ada, bob]) assertEquals(await each.next(), "bob: hi");
    await bob.end();
    assertEquals(await ada.next(), "bob left");
    const cy = new Client(`${base}/coroutine/cy/socket`);
    assertEquals([await ada.next(), await cy.next()], ["cy came", "cy came"]);
    await ada.end();
    assertEquals(await cy.next(), "ada left");
    await cy.end();
  } finally {
    await server.shutdown({ grace: 100 });
  }
});

Deno.test("the chat has a page", async () => {
  await using server = chat(0);
  const url = `http://127.0.0.1:${server.port}/callback/ada`;
  assertStringIncludes(await (await fetch(url)).text(), "new WebSocket");
});

Deno.test("one who says too much is closed, and the room goes on", async () => {
  await using server = chat(0);
  const base = `ws://127.0.0.1:${server.port}`;
  const loud = new Client(`${base}/coroutine/loud/socket`);
  const calm = new Client(`${base}/callback/calm/socket`);
  assertEquals(await calm.next(), "calm came");
  loud.socket.send("x".repeat(4097));
  assertEquals((await loud.closed).code, 1009);
  assertEquals(await calm.next(), "loud left");
  await calm.end();
});
