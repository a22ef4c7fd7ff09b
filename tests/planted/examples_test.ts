import {
  explore,
  type ExploreOptions,
  type World,
} from "@twister/async/testing";
import { assert, assertEquals } from "@std/assert";
import * as cancelCleanup from "../../examples/testing/cancel_cleanup.ts";
import * as doubleSpend from "../../examples/testing/double_spend.ts";
import * as lockOrder from "../../examples/testing/lock_order.ts";
import * as lostWakeUp from "../../examples/testing/lost_wake_up.ts";
import * as retryStorm from "../../examples/testing/retry_storm.ts";

interface Example {
  readonly broken: (world: World) => unknown;
  readonly fixed: (world: World) => unknown;
  readonly options?: ExploreOptions;
}

const EXAMPLES: Readonly<Record<string, Example>> = {
  cancelCleanup,
  doubleSpend,
  lockOrder,
  lostWakeUp,
  retryStorm,
};

for (const [name, { broken, fixed, options }] of Object.entries(EXAMPLES)) {
  Deno.test(`the example ${name} is found, shrunk, and then fixed`, async () => {
    const plain = { ...options, strategy: "plain", runs: 100 } as const;
    (await explore(broken, plain)).check();
    const report = await explore(broken, options);
    assertEquals(report.failed, true);
    assert(report.choices.length <= 5, `${report}`);
    for (const strategy of ["random", "pct", "delay-bounded"] as const) {
      (await explore(fixed, { ...options, strategy, runs: 500 })).check();
    }
  });
}
