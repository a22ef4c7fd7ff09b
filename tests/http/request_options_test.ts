import { assertEquals } from "@std/assert";
import { checkOptions } from "../../lib/http/_check_options.ts";
import type { RequestOptions } from "../../lib/http/mod.ts";
import { failure } from "./_kit.ts";

/** One of each: the compiler misses an option that is not here. */
const ALL: Required<RequestOptions> = {
  method: "GET",
  headers: {},
  body: "",
  bodyProducer: () => {},
  authUsername: "u",
  authPassword: "p",
  queueTimeout: 1,
  connectTimeout: 1,
  requestTimeout: 1,
  ifModifiedSince: new Date(0),
  followRedirects: true,
  maxRedirects: 1,
  sensitiveHeaders: [],
  allowUrl: () => true,
  userAgent: "me",
  decompressResponse: true,
  streamingCallback: () => {},
  headerCallback: () => {},
  maxBodySize: 1,
  maxHeaderSize: 1,
  allowNonstandardMethods: true,
};

Deno.test("all options are known by name, and no others", async () => {
  checkOptions(ALL, "test");
  for (
    const name of [...Object.keys(ALL).map((key) => `_${key}`), "constructor"]
  ) {
    const wrong = Promise.try(() => checkOptions({ [name]: 1 }, "test"));
    const { message } = await failure(wrong);
    assertEquals(
      message.startsWith(`Cannot test: there is no option "${name}"`),
      true,
    );
  }
});
