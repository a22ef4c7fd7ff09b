/**
 * The libraries that are compared, in the order of the columns.
 *
 * @module
 */
import { bluebird } from "./adapters/bluebird.ts";
import { caf } from "./adapters/caf.ts";
import { effectEnsuring, effectTry } from "./adapters/effect.ts";
import { effectionEnsure, effectionFinally } from "./adapters/effection.ts";
import { native } from "./adapters/native.ts";
import { reduxSaga } from "./adapters/redux_saga.ts";
import type { Adapter } from "./stage.ts";

/** All but this package. */
export const PEERS: readonly Adapter[] = [
  native,
  effectionFinally,
  effectionEnsure,
  effectTry,
  effectEnsuring,
  reduxSaga,
  caf,
  bluebird,
];
