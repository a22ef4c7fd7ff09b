/**
 * Makes a list of decisions small while the run still fails in the same way.
 *
 * A 0 is what the plain loop does, so fewer and smaller answers are simpler. To
 * take one out moves what the later ones mean; therefore each candidate is run,
 * and goes on from what was really decided in it.
 */

/** Runs a list; gives what was really decided, if that fails the same way. */
export type Fails = (
  answers: readonly number[],
) => Promise<readonly number[] | undefined>;

/** What shrinking gave. */
export interface Shrunk {
  readonly answers: readonly number[];
  /** How many runs it took. */
  readonly runs: number;
}

/** Shrinks until nothing simpler fails, or the runs are used up. */
export async function shrink(
  from: readonly number[],
  fails: Fails,
  mostRuns: number,
): Promise<Shrunk> {
  let answers = trimmed(from), runs = 0;
  const seen = new Set<string>();
  const attempt = async (candidate: readonly number[]) => {
    const short = trimmed(candidate), key = short.join();
    if (runs >= mostRuns || seen.has(key) || !isSimpler(short, answers)) {
      return false;
    }
    seen.add(key);
    runs++;
    const decided = await fails(short);
    if (decided === undefined) return false;
    // What did not fit was taken for 0: the list may be simpler still.
    const real = trimmed(decided);
    answers = isSimpler(real, short) ? real : short;
    return true;
  };
  for (let again = true; again;) {
    again = false;
    for (const candidate of candidates(() => answers)) {
      if (await attempt(candidate)) again = true;
    }
  }
  return { answers, runs };
}

/**
 * Simpler lists, the boldest first. It looks at the current one each time, for
 * that changes under it.
 */
function* candidates(
  current: () => readonly number[],
): Generator<readonly number[], void, unknown> {
  // Cut off the end.
  for (let length = 0; length < current().length; length = 2 * length + 1) {
    yield current().slice(0, length);
  }
  // Blank runs of answers, long ones first.
  for (let size = count(current()); size >= 1; size = Math.floor(size / 2)) {
    for (let at = 0; at < count(current()); at += size) {
      yield without(current(), at, size);
    }
  }
  // Take decisions out altogether, so that the later ones come earlier.
  for (let size = 8; size >= 1; size = Math.floor(size / 2)) {
    for (let at = current().length - size; at >= 0; at--) {
      yield [...current().slice(0, at), ...current().slice(at + size)];
    }
  }
  for (let at = 0; at < current().length; at++) {
    const answer = current()[at]!;
    for (let less = 1; less < answer; less++) {
      yield replaced(current(), at, less);
    }
  }
  // One late answer may stand for two early ones.
  for (let at = 0; at < current().length; at++) {
    if (current()[at] === 0) continue;
    for (let later = at + 1; later < current().length; later++) {
      if (current()[later] === 0) continue;
      const blank = replaced(replaced(current(), at, 0), later, 0);
      for (let to = at; to <= later; to++) yield replaced(blank, to, 1);
    }
  }
}

/** Fewer answers that are not 0; then a shorter list; then smaller answers. */
function isSimpler(a: readonly number[], b: readonly number[]): boolean {
  const fewer = count(a) - count(b);
  if (fewer !== 0) return fewer < 0;
  if (a.length !== b.length) return a.length < b.length;
  const sum = (list: readonly number[]) => list.reduce((x, y) => x + y, 0);
  return sum(a) < sum(b);
}

function count(answers: readonly number[]): number {
  return answers.filter((answer) => answer !== 0).length;
}

function trimmed(answers: readonly number[]): readonly number[] {
  return answers.slice(0, answers.findLastIndex((one) => one !== 0) + 1);
}

function replaced(
  answers: readonly number[],
  at: number,
  by: number,
): readonly number[] {
  return answers.map((answer, i) => i === at ? by : answer);
}

/** Blanks the answers that are not 0, from one of them on. */
function without(
  answers: readonly number[],
  from: number,
  size: number,
): readonly number[] {
  let seen = 0;
  return answers.map((answer) => {
    if (answer === 0) return 0;
    const blank = seen >= from && seen < from + size;
    seen++;
    return blank ? 0 : answer;
  });
}
