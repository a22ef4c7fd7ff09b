/**
 * What the project expects of the packages that it imports for its tests.
 *
 * With JSR in reach these run against the real packages, without it against
 * the stand-ins: both have to pass, which is the proof that they agree.
 *
 * @module
 */
import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertExists,
  assertFalse,
  assertGreater,
  assertGreaterOrEqual,
  assertInstanceOf,
  AssertionError,
  assertLess,
  assertLessOrEqual,
  assertMatch,
  assertNotEquals,
  assertNotMatch,
  assertNotStrictEquals,
  assertRejects,
  assertStrictEquals,
  assertStringIncludes,
  assertThrows,
  fail,
  unreachable,
} from "@std/assert";
import { isStatus, STATUS_CODE, STATUS_TEXT } from "@std/http/status";

const boom = () => {
  throw new TypeError("it went wrong");
};
const NOTHING = {};

/** Name, a call that passes, a call that fails. */
const PAIRS: readonly (readonly [string, () => void, () => void])[] = [
  ["assert", () => assert(1), () => assert(0)],
  ["assertFalse", () => assertFalse(0), () => assertFalse(1)],
  ["assertExists", () => assertExists(0), () => assertExists(null)],
  [
    "assertEquals",
    () =>
      assertEquals({ a: [new Map([[1, NaN]])] }, { a: [new Map([[1, NaN]])] }),
    () => assertEquals({ a: [1] }, { a: [2] }),
  ],
  [
    "assertEquals of an undefined property",
    () => assertEquals({ a: undefined }, { a: undefined }),
    () => assertEquals<object>({ a: undefined }, {}),
  ],
  [
    "assertNotEquals",
    () => assertNotEquals([1], [2]),
    () => assertNotEquals([1], [1]),
  ],
  [
    "assertStrictEquals",
    () => assertStrictEquals(NaN, NaN),
    () => assertStrictEquals({}, {}),
  ],
  [
    "assertNotStrictEquals",
    () => assertNotStrictEquals({}, {}),
    () => assertNotStrictEquals(NOTHING, NOTHING),
  ],
  [
    "assertInstanceOf",
    () => assertInstanceOf(new TypeError(), Error),
    () => assertInstanceOf(new Error(), TypeError),
  ],
  [
    "assertAlmostEquals",
    () => assertAlmostEquals(0.1 + 0.2, 0.3),
    () => assertAlmostEquals(0.1, 0.2, 0.01),
  ],
  ["assertGreater", () => assertGreater(2, 1), () => assertGreater(1, 1)],
  [
    "assertGreaterOrEqual",
    () => assertGreaterOrEqual(1, 1),
    () => assertGreaterOrEqual(0, 1),
  ],
  ["assertLess", () => assertLess(1, 2), () => assertLess(1, 1)],
  [
    "assertLessOrEqual",
    () => assertLessOrEqual(1, 1),
    () => assertLessOrEqual(2, 1),
  ],
  ["assertMatch", () => assertMatch("ab", /b/), () => assertMatch("ab", /c/)],
  [
    "assertNotMatch",
    () => assertNotMatch("ab", /c/),
    () => assertNotMatch("ab", /b/),
  ],
  [
    "assertStringIncludes",
    () => assertStringIncludes("abc", "b"),
    () => assertStringIncludes("abc", "d"),
  ],
  ["assertThrows", () => assertThrows(boom), () => assertThrows(() => {})],
  [
    "assertThrows of a class",
    () => assertThrows(boom, TypeError),
    () => assertThrows(boom, RangeError),
  ],
  [
    "assertThrows of a text",
    () => assertThrows(boom, Error, "went"),
    () => assertThrows(boom, Error, "came"),
  ],
];

/** What a call threw; nothing where it did not. */
function thrown(call: () => void): unknown {
  try {
    call();
  } catch (error) {
    return error;
  }
}

for (const [name, passes, fails] of PAIRS) {
  Deno.test(`${name} passes what holds`, () => passes());

  Deno.test(`${name} throws AssertionError for what does not hold`, () => {
    assert(thrown(fails) instanceof AssertionError);
  });
}

Deno.test("fail throws AssertionError with the message", () => {
  assertThrows(() => fail("so"), AssertionError, "so");
});

Deno.test("unreachable throws AssertionError", () => {
  assertThrows(() => unreachable(), AssertionError, "Unreachable");
});

Deno.test("assertThrows gives the error", () => {
  assertStringIncludes(assertThrows(boom, TypeError).message, "wrong");
});

Deno.test("assertRejects gives the reason", async () => {
  const reason = await assertRejects(() => Promise.reject(NOTHING));
  assertStrictEquals(reason, NOTHING);
});

Deno.test("assertRejects wants the class", async () => {
  const wrong = () => Promise.reject(new RangeError());
  await assertRejects(
    () => assertRejects(wrong, TypeError),
    AssertionError,
    "TypeError",
  );
});

Deno.test("assertRejects wants the text", async () => {
  const wrong = () => Promise.reject(new RangeError("a"));
  await assertRejects(
    () => assertRejects(wrong, RangeError, "b"),
    AssertionError,
    `to include "b"`,
  );
});

Deno.test("assertRejects refuses a promise that fulfils", async () => {
  await assertRejects(
    () => assertRejects(() => Promise.resolve(1)),
    AssertionError,
    "to reject",
  );
});

Deno.test("assertRejects refuses a function that throws at once", async () => {
  await assertRejects(
    () => assertRejects(boom as () => Promise<void>),
    AssertionError,
    "throws when expected to reject",
  );
});

Deno.test("STATUS_CODE has a text for each of its codes", () => {
  for (const code of Object.values(STATUS_CODE)) {
    assert(STATUS_TEXT[code].length > 1);
  }
});

Deno.test("STATUS_TEXT is what is sent with a code", () => {
  assertEquals<string>(STATUS_TEXT[STATUS_CODE.NotFound], "Not Found");
  assertEquals<string>(STATUS_TEXT[STATUS_CODE.SeeOther], "See Other");
});

Deno.test("isStatus knows a code from a number", () => {
  assert(isStatus(404));
  assertFalse(isStatus(299));
});
