/**
 * What streams are made of, and their options, as types.
 */

import type { Coroutine } from "../coroutine/protocol.ts";
import type { Emit } from "./_producing.ts";

/** What has items: a sequence of either kind, a stream of ours or the host's. */
export type Items<T> = Iterable<T> | AsyncIterable<T> | ReadableStream<T>;

/** What a stream is made of. */
export type ItemSource<T> =
  | Items<T>
  | (() => Items<T> | PromiseLike<Items<T>>)
  | ((emit: Emit<T>) => Coroutine<unknown>);

/** What a function gives for an item; what waits is waited for. */
export type Given<T> = Coroutine<T> | PromiseLike<T> | T;

/** How many at a time. */
export interface LimitOptions {
  /** How many calls or sources go on at a time: 1. */
  limit?: number;
}

/** How a file or connection is read. */
export interface ReadOptions {
  /** The most bytes of a piece: 16,384. */
  size?: number;
}

/** How a growing file is read. */
export interface FollowOptions extends ReadOptions {
  /** Milliseconds after which its end is looked at again: 250. */
  every?: number;
}
