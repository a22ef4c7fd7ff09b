/**
 * Values that follow the work instead of the call: context variables, which
 * tasks and callbacks see as they were when the work was handed over.
 *
 * ```ts
 * import { ContextVar } from "@twister/async/context";
 * import { IOLoop } from "@twister/async/loop";
 * import { assertEquals } from "@std/assert";
 *
 * const request = new ContextVar<number>("request");
 * const seen = await new Promise((done) =>
 *   request.run(7, () =>
 *     IOLoop.current().addCallback(() => done(request.get())))
 * );
 * assertEquals(seen, 7);
 * ```
 *
 * @module
 */

export { ContextVar, type ContextVarOptions } from "./context_var.ts";
export { detached } from "./detached.ts";
export { ExceptionStackContext } from "./exception_stack_context.ts";
export { NullContext } from "./null_context.ts";
export { type Snapshot, snapshot } from "./snapshot.ts";
export { type ContextManager, StackContext } from "./stack_context.ts";
export { wrap } from "./wrap.ts";
