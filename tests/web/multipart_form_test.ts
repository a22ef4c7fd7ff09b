import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import "../_seed.ts";
import { HTTPError } from "../../lib/errors/http_error.ts";
import { parseMultipartForm } from "../../lib/web/multipart_form.ts";

async function sent(form: FormData): Promise<[Uint8Array, string]> {
  const request = new Request("http://localhost", {
    method: "POST",
    body: form,
  });
  const type = request.headers.get("content-type")!;
  return [await request.bytes(), type];
}

Deno.test("a form of a browser is read: fields, files, names", async () => {
  const form = new FormData();
  form.append("a", "1");
  form.append("a", "é");
  form.append(
    "f",
    new File([new Uint8Array([0, 13, 10, 255])], "x.bin", { type: "a/b" }),
  );
  const [body, type] = await sent(form);
  const { fields, files } = parseMultipartForm(body, type);
  assertEquals(fields.get("a"), ["1", "é"]);
  assertEquals(files.get("f"), [{
    filename: "x.bin",
    contentType: "a/b",
    body: new Uint8Array([0, 13, 10, 255]),
  }]);
});

Deno.test("whatever bytes a file has come back", async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (data) => {
      const form = new FormData();
      form.append("f", new File([new Uint8Array(data)], "f"));
      const [body, type] = await sent(form);
      assertEquals(
        parseMultipartForm(body, type).files.get("f")![0]!.body,
        new Uint8Array(data),
      );
    }),
    { numRuns: 50 },
  );
});

Deno.test("a form that is cut short, or random, is a 400", async () => {
  const form = new FormData();
  form.append("a", "1");
  const [body, type] = await sent(form);
  for (let end = 1; end < body.length - 4; end++) {
    assertThrows(
      () => parseMultipartForm(body.subarray(0, end), type),
      HTTPError,
    );
  }
  fc.assert(fc.property(fc.uint8Array({ minLength: 1 }), (data) => {
    assertThrows(
      () => parseMultipartForm(new Uint8Array(data), "x; boundary=b"),
      HTTPError,
    );
  }));
  assertThrows(
    () => parseMultipartForm(body, "multipart/form-data"),
    HTTPError,
    "boundary",
  );
});

Deno.test("more parts than allowed are a 400", () => {
  const part = '--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n';
  const body = (n: number) =>
    new TextEncoder().encode(part.repeat(n) + "--b--\r\n");
  const type = "multipart/form-data; boundary=b";
  assertEquals(parseMultipartForm(body(3), type, 3).fields.get("a")?.length, 3);
  assertThrows(() => parseMultipartForm(body(4), type, 3), HTTPError);
});
