/**
 * Listens to what the core records in debug: what is made, and what is settled.
 */

import { running } from "../context/running.ts";
import { moment } from "../coroutine/moment.ts";
import { Task } from "../coroutine/task.ts";
import { loopOf } from "../future/waiter.ts";
import type { IOLoop } from "../loop/io_loop.ts";
import { framesAbove } from "../traceback/frames.ts";
import { captureBelow } from "../traceback/hops.ts";
import { made, settledFirst } from "../traceback/places.ts";
import type { Schedule } from "./_schedule.ts";

/**
 * Begins to listen.
 *
 * @param schedule Who is told.
 * @param places Whether places are recorded as well: that costs most of the
 * time, and is of use only for the one run that is printed.
 * @returns What ends it.
 */
export function watchCore(
  schedule: Schedule,
  loop: IOLoop,
  places: boolean,
): () => void {
  const { record } = made, settled = settledFirst.record;
  made.record = function (object, below) {
    if (places) record.call(this, object, below);
    schedule.log.made(object);
    if (!(object instanceof Task)) return;
    // Its loop is known when its constructor has ended.
    if (loopOf(running.by) === loop) schedule.tasks.add(object);
  };
  settledFirst.record = function (object, below) {
    if (places) settled.call(this, object, below);
    schedule.log.touch(object);
  };
  const unwatch = places ? watchTurns(schedule) : () => {};
  return () => {
    made.record = record;
    settledFirst.record = settled;
    unwatch();
  };
}

/** Notes where tasks take a turn: nothing else of theirs tells it. */
function watchTurns(schedule: Schedule): () => void {
  const iterate = moment[Symbol.iterator];
  const noting = function () {
    const { stack } = captureBelow(noting) ?? {};
    const frame = typeof stack === "string" ? framesAbove(stack)[0] : undefined;
    if (frame) schedule.log.turns.set(running.by, frame);
    return iterate.call(moment);
  };
  moment[Symbol.iterator] = noting;
  return () => moment[Symbol.iterator] = iterate;
}
