import { assertEquals } from "@std/assert";
import { AsyncLocalStorage } from "node:async_hooks";
import {
  configure,
  getLogger,
  type LogRecord,
  reset,
  withContext,
} from "npm:@logtape/logtape@2.4.2";
import { moment, sleep, spawn } from "../../lib/coroutine/mod.ts";
import { carrying } from "./_als.ts";

Deno.test(
  "LogTape's implicit context survives yields and hand-overs",
  carrying(function* (loop) {
    const records: LogRecord[] = [];
    yield configure({
      sinks: { list: (record) => void records.push(record) },
      loggers: [
        { category: "app", sinks: ["list"], lowestLevel: "info" },
        { category: ["logtape", "meta"], sinks: [] },
      ],
      contextLocalStorage: new AsyncLocalStorage(),
    });
    try {
      const logger = getLogger("app");
      const serve = (request: number) =>
        withContext({ request }, () =>
          spawn(function* () {
            logger.info("begins");
            yield* moment;
            logger.info("goes on");
            loop.callLater(1, () => logger.info("in a timer"));
            yield [sleep(2), Promise.resolve()];
            logger.info("ends");
          }));
      const tasks = [serve(1), serve(2)];
      for (const task of tasks) yield* task;
      logger.info("outside");
      assertEquals(
        records.map(({ properties }) => properties.request),
        [1, 2, 1, 2, 1, 2, 1, 2, undefined],
      );
    } finally {
      yield reset();
    }
  }),
);
