/**
 * Jobs that have not started, in the order in which they will.
 */

import type { Job } from "./_job.ts";

/** Jobs that come after each other. */
interface Line {
  readonly depth: number;
  readonly priority: number;
  readonly jobs: Set<Job>;
}

/**
 * Lines of jobs, one for each priority in use. A heap was rejected: any job may
 * be taken out by a cancel, which costs nothing in a Set, and there are few
 * priorities.
 */
export class JobQueue {
  /** The line that is served first comes first. */
  readonly #lines: Line[] = [];
  #size = 0;

  /** How many wait. */
  get size(): number {
    return this.#size;
  }

  /** The next job. */
  get first(): Job | undefined {
    return this.#lines[0]?.jobs.values().next().value;
  }

  /** Adds a job behind those of its priority. */
  add(job: Job): void {
    const lines = this.#lines, { depth, priority } = job;
    let at = lines.findIndex((line) => !before(line, job));
    if (at < 0) at = lines.length;
    const line = lines[at];
    if (line?.depth === depth && line.priority === priority) line.jobs.add(job);
    else lines.splice(at, 0, { depth, priority, jobs: new Set([job]) });
    this.#size++;
  }

  /** Takes a job out, from wherever it stands. */
  delete(job: Job): void {
    const at = this.#lines.findIndex(({ jobs }) => jobs.delete(job));
    if (at < 0) return;
    this.#size--;
    if (this.#lines[at]!.jobs.size === 0) this.#lines.splice(at, 1);
  }

  /** All jobs, in order. */
  *[Symbol.iterator](): Iterator<Job> {
    for (const { jobs } of [...this.#lines]) yield* [...jobs];
  }
}

/**
 * Whether a line is served before the job's own. What a job waits for goes
 * first, whatever its priority: else jobs that wait for others would pile up.
 */
function before(line: Line, { depth, priority }: Job): boolean {
  return line.depth > depth ||
    (line.depth === depth && line.priority > priority);
}
