/**
 * All rows of the cancel matrix.
 *
 * @module
 */
import { catching } from "./scenarios/catching.ts";
import { cleanup } from "./scenarios/cleanup.ts";
import { deadlines } from "./scenarios/deadlines.ts";
import { groups } from "./scenarios/groups.ts";
import { moment } from "./scenarios/moment.ts";
import { outside } from "./scenarios/outside.ts";
import { shielding } from "./scenarios/shielding.ts";
import { waiting } from "./scenarios/waiting.ts";
import type { Theme } from "./vocabulary.ts";

/** The rows, by theme. */
export const THEMES: readonly Theme[] = [
  cleanup,
  moment,
  catching,
  shielding,
  deadlines,
  waiting,
  groups,
  outside,
];
