/** @module */
export * from "./lib/errors/mod.ts";
export * from "./lib/context/mod.ts";
export * from "./lib/loop/mod.ts";
export * from "./lib/future/mod.ts";
export * from "./lib/coroutine/mod.ts";
