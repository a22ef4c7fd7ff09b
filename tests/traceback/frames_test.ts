import { assertEquals } from "@std/assert";
import {
  asAsync,
  framesAbove,
  functionOf,
  parseFrames,
} from "../../lib/traceback/frames.ts";

const loop = import.meta.resolve("../../lib/loop/io_loop.ts");
const task = import.meta.resolve("../../lib/coroutine/task.ts");
const future = import.meta.resolve("../../lib/future/future.ts");

const stack = `Error: boom
    at leaf (file:///app/main.ts:3:9)
    at leaf.next (<anonymous>)
    at Array.map (<anonymous>)
    at Task.#next (${task}:1:2)
    at IOLoop.#runTurn (${loop}:3:4)
    at caller (file:///app/main.ts:20:1)
    at ext:core/01_core.js:588:9`;

Deno.test("a stack is its header, the frames down to what drove them, and those beyond", () => {
  assertEquals(parseFrames(stack, "boom"), {
    header: "Error: boom",
    near: ["    at leaf (file:///app/main.ts:3:9)"],
    far: ["    at caller (file:///app/main.ts:20:1)"],
  });
});

Deno.test("frames of the package that drive nobody do not part the user's frames", () => {
  const text = `Error: boom
    at inner (file:///app/main.ts:1:1)
    at Future.result (${future}:1:2)
    at outer (file:///app/main.ts:2:1)
    at Task._run (${task}:1:2)
    at beyond (file:///app/main.ts:3:1)`;
  const { near, far } = parseFrames(text, "boom");
  assertEquals(near, [
    "    at inner (file:///app/main.ts:1:1)",
    "    at outer (file:///app/main.ts:2:1)",
  ]);
  assertEquals(far, ["    at beyond (file:///app/main.ts:3:1)"]);
});

Deno.test("a driver above all of the user's frames parts nothing", () => {
  const text = `Error: boom
    at Task.cancel (${task}:1:2)
    at caller (file:///app/main.ts:2:1)
    at Task._run (${task}:1:2)`;
  assertEquals(framesAbove(text), ["    at caller (file:///app/main.ts:2:1)"]);
});

Deno.test("what runs a chain, an inline generator or a generator to its end is a driver", () => {
  for (
    const file of [
      "deferred/chain.ts",
      "deferred/inline.ts",
      "interop/run_sync.ts",
    ]
  ) {
    const driver = import.meta.resolve(`../../lib/${file}`);
    const text = `Error: boom
    at inner (file:///app/main.ts:1:1)
    at drive (${driver}:1:2)
    at caller (file:///app/main.ts:2:1)`;
    assertEquals(framesAbove(text), ["    at inner (file:///app/main.ts:1:1)"]);
  }
});

Deno.test("frames of the host are nobody's, in whichever form they come", () => {
  for (
    const frame of [
      "    at ext:core/01_core.js:588:9",
      "    at async ext:cli/40_test.js:1:2",
      "    at run (ext:cli/40_test.js:1:2)",
      "    at node:internal/process/task_queues:95:5",
      "    at ModuleJob.run (node:internal/modules/esm/module_job:325:25)",
      "    at new Promise (<anonymous>)",
      "    at Array.forEach (<anonymous>)",
      "    at async Promise.all (index 0)",
      "    at Array.map (native)",
    ]
  ) {
    assertEquals(parseFrames(`Error: x\n${frame}`, "x").near, [], frame);
  }
});

Deno.test("frames of the user are shown, whatever they are called", () => {
  for (
    const frame of [
      "    at file:///app/main.ts:1:1",
      "    at async file:///app/main.ts:1:1",
      "    at native (file:///app/main.ts:1:1)",
      "    at load (file:///app/native/io.ts:1:1)",
      "    at async Page.load (file:///app/node/ext.ts:1:1)",
      "    at new Page (file:///app/main.ts:1:1)",
      "    at Page.load [as run] (file:///app/main.ts:1:1)",
      "    at eval (eval at run (file:///app/main.ts:1:1), <anonymous>:1:7)",
      "    at theirs (evalmachine.<anonymous>:1:1)",
      "    at npm (file:///cache/npm/co/4.6.0/index.js:1:1)",
      "    at https://example.com/mod.ts:1:1",
      "    at load (C:\\app\\main.ts:1:1)",
      "    at <anonymous>:1:7",
    ]
  ) {
    assertEquals(parseFrames(`Error: x\n${frame}`, "x").near, [frame]);
  }
});

Deno.test("a message that looks like frames stays in the header", () => {
  const message = "one\n    at fake (fake.ts:1:1)\nthree";
  const text = `TypeError: ${message}\n    at real (file:///app/main.ts:1:1)`;
  assertEquals(parseFrames(text, message), {
    header: `TypeError: ${message}`,
    near: ["    at real (file:///app/main.ts:1:1)"],
    far: [],
  });
});

Deno.test("a text without frames is all header", () => {
  for (const text of ["", "Error", "Error: boom", "words\nof the user"]) {
    assertEquals(parseFrames(text, "boom"), {
      header: text,
      near: [],
      far: [],
    });
  }
});

Deno.test("a message that does not stand in the text is no matter", () => {
  const text = "Error: before\n    at real (file:///app/main.ts:1:1)";
  assertEquals(parseFrames(text, "changed since").near.length, 1);
});

Deno.test("the function of a frame is its last name", () => {
  for (
    const [frame, name] of [
      ["    at leaf (file:///app/main.ts:1:1)", "leaf"],
      ["    at async leaf (file:///app/main.ts:1:1)", "leaf"],
      ["    at Page.load (file:///app/main.ts:1:1)", "load"],
      ["    at new Page (file:///app/main.ts:1:1)", "Page"],
      ["    at async Site.pages.load (file:///app/main.ts:1:1)", "load"],
      ["    at file:///app/main.ts:1:1", undefined],
    ] as const
  ) assertEquals(functionOf(frame), name, frame);
});

Deno.test("a frame that was waited in says so once", () => {
  for (
    const frame of [
      "    at leaf (file:///app/main.ts:1:1)",
      "    at async leaf (file:///app/main.ts:1:1)",
      "\tat leaf (file:///app/main.ts:1:1)",
    ]
  ) {
    assertEquals(
      asAsync(frame),
      "    at async leaf (file:///app/main.ts:1:1)",
    );
  }
});
