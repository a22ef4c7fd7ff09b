/**
 * Plays a scenario with an adapter on the host's clock.
 *
 * @module
 */
import { type Adapter, type Cell, judge, type Stage } from "./stage.ts";
import type { Outside, Scenario } from "./vocabulary.ts";
import { watchSignal } from "./watch_signal.ts";
import { watchTimers } from "./watch_timers.ts";
import { watchUncaught } from "./watch_uncaught.ts";

/** Milliseconds for one of the scenario: slower looks if it fails. */
const UNITS = [2, 8, 24];

/** A main task that is not done so long after the last event never is. */
const PATIENCE = 40;

/** For so long after its end it may still do what it should not. */
const TAIL = 12;

/** What an adapter threw as it has no word for something. */
class Unsaid extends Error {}

/**
 * Runs one scenario. One that fails twice in the same way fails; a machine that
 * is busy with other things is not held against a library.
 */
export async function playForReal(
  adapter: Adapter,
  scenario: Scenario,
): Promise<Cell> {
  const lack = scenario.needs?.find((need) => adapter.lacks[need]);
  if (lack) return { kind: "unsaid", reason: adapter.lacks[lack]! };
  let before: Cell | undefined;
  for (const unit of UNITS) {
    const cell = await playOnce(adapter, scenario, unit);
    const final = cell.kind === "passes" || cell.kind === "unsaid";
    if (final || sameAs(before, cell)) return cell;
    before = cell;
  }
  return before!;
}

/** Whether the same was seen; the times in messages differ. */
function sameAs(one: Cell | undefined, other: Cell): boolean {
  const text = (cell: Cell | undefined) =>
    JSON.stringify(cell).replace(/\d+ms/g, "some ms");
  return one !== undefined && text(one) === text(other);
}

async function playOnce(
  adapter: Adapter,
  scenario: Scenario,
  unit: number,
): Promise<Cell> {
  const saw: string[] = [];
  const log = (line: string) => void saw.push(line);
  let lacking: string | undefined;
  let open = true;
  const over = Promise.withResolvers<boolean>();
  using timers = watchTimers();
  using _uncaught = watchUncaught((message) => {
    if (lacking === undefined) log(message);
  });
  const { controller, listeners } = watchSignal();
  const stage: Stage = {
    log: (line) => open && log(line),
    unsaid(reason) {
      lacking ??= reason;
      over.resolve(true);
      throw new Unsaid(reason);
    },
    signal: controller.signal,
    unit,
  };
  const events = scenario.outside ?? [];
  const last = Math.max(0, ...events.map(([ms]) => ms));
  let eventsDone = 0, ended = false, awaiting = 0;
  const look = () => {
    if (ended && eventsDone === events.length) over.resolve(true);
  };
  const main = adapter.start(scenario.main, stage);
  const outside: Outside = {
    log: stage.log,
    cancel: (reason) => main.cancel(reason),
    abort: (reason) => controller.abort(reason),
    settle: main.settle,
    fail: main.fail,
    awaitMain() {
      awaiting++;
      goOn(main.promise(), () => {
        awaiting--;
        stage.log("the await went on");
      });
    },
    timers: () => timers.standing,
    listeners,
  };
  main.ended((outcome) => {
    log(`main: ${outcome}`);
    ended = true;
    look();
  });
  for (const [ms, act] of events) {
    timers.later(ms * unit, () => {
      act(outside);
      eventsDone++;
      look();
    });
  }
  timers.later((last + PATIENCE) * unit, () => over.resolve(false));
  const inTime = await over.promise;
  if (lacking === undefined) {
    await new Promise<void>((done) => timers.later(TAIL * unit, done));
  }
  open = false;
  if (lacking !== undefined) return { kind: "unsaid", reason: lacking };
  const cell = judge(scenario, saw);
  const hangs = cell.kind === "differs" && (!inTime || awaiting > 0);
  return hangs ? { kind: "hangs", saw } : cell;
}

async function goOn(
  promise: PromiseLike<unknown>,
  then: () => void,
): Promise<void> {
  try {
    await promise;
  } catch {
    // Being told by a rejection is being told.
  }
  then();
}
