/**
 * Says a scenario's text in another form of the language.
 *
 * Some libraries do not use generators, or ask that cleanup is not written as
 * `finally`. So that they run the same scenarios, the text of the function is
 * changed and evaluated: it sees nothing but its words, so that can be done.
 *
 * @module
 */
import ts from "../../../tools/_typescript.ts";
import type { Scenario } from "../vocabulary.ts";

type Main = Scenario["main"];

/** Puts a text in the place of what stands from one position to another. */
interface Edit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** The edits that one node asks for. */
type Rule = (node: ts.Node, source: ts.SourceFile) => Edit[];

/**
 * The same text as an async function: `yield*` is `await`. A signal stays
 * aborted, so cleanup must not be given it: the words of a `finally` are calm.
 */
export function asAsync(main: Main): Main {
  return rewrite(main, (node, source) => {
    const start = node.getStart(source);
    if (ts.isYieldExpression(node)) {
      const to = node.expression!.getStart(source);
      return [{ from: start, to, text: "await " }];
    }
    if (ts.isTryStatement(node) && node.finallyBlock) {
      const from = node.finallyBlock.getStart(source) + 1;
      const end = node.finallyBlock.end - 1;
      const text = " const $w = w; { const w = $w.calm();";
      return [{ from, to: from, text }, { from: end, to: end, text: "} " }];
    }
    if (!ts.isFunctionLike(node) || !("asteriskToken" in node)) return [];
    const star = node.asteriskToken as ts.Node | undefined;
    if (star === undefined) return [];
    return [
      { from: start, to: start, text: "async " },
      { from: star.getStart(source), to: star.end, text: "" },
    ];
  });
}

/**
 * The same text with each `try` statement as a call of `w.attempt`, which gets
 * the three blocks as functions.
 */
export function asAttempts(main: Main): Main {
  return rewrite(main, (node, source) => {
    if (!ts.isTryStatement(node)) return [];
    const { tryBlock, catchClause, finallyBlock } = node;
    const start = node.getStart(source);
    const give = returns(tryBlock) ? "return " : "";
    const edits = [{
      from: start,
      to: tryBlock.getStart(source),
      text: `${give}yield* w.attempt(function* () `,
    }];
    const error = catchClause?.variableDeclaration?.name.getText(source) ?? "";
    edits.push({
      from: tryBlock.end,
      to: (catchClause?.block ?? finallyBlock!).getStart(source),
      text: catchClause
        ? `, function* (${error}) `
        : ", undefined, function* () ",
    });
    if (catchClause && finallyBlock) {
      edits.push({
        from: catchClause.end,
        to: finallyBlock.getStart(source),
        text: ", function* () ",
      });
    }
    return [...edits, { from: node.end, to: node.end, text: ");" }];
  });
}

/** Whether a block returns from the function that it is in. */
function returns(node: ts.Node): boolean {
  if (ts.isReturnStatement(node)) return true;
  if (ts.isBreakOrContinueStatement(node)) {
    throw new SyntaxError("Cannot rewrite a jump out of a try statement");
  }
  return !ts.isFunctionLike(node) &&
    (ts.forEachChild(node, returns) ?? false);
}

function rewrite(main: Main, rule: Rule): Main {
  const text = `({ ${main.toString()} }).main`;
  const source = ts.createSourceFile("main.js", text, ts.ScriptTarget.Latest);
  const edits: Edit[] = [];
  const visit = (node: ts.Node): void => {
    edits.push(...rule(node, source));
    ts.forEachChild(node, visit);
  };
  visit(source);
  let result = text;
  // From the end, so that the places before stay where they are.
  for (const { from, to, text } of edits.toSorted(byPlace)) {
    result = result.slice(0, from) + text + result.slice(to);
  }
  return (0, eval)(result);
}

/** What is replaced goes before what is put at the same place. */
function byPlace(a: Edit, b: Edit): number {
  return b.from - a.from || b.to - a.to;
}
