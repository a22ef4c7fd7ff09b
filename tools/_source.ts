/**
 * Sizes of TypeScript sources, in lines that hold code.
 *
 * The parser tells code from comment: a pattern would take a `//` inside a
 * string for a comment, and a line of a template for nothing.
 *
 * @module
 */
import ts from "./_typescript.ts";

/** A function with its size. */
export interface FunctionSize {
  readonly name: string;
  readonly line: number;
  readonly lines: number;
}

/** Parses one file; `path` is used for messages only. */
export function parse(path: string, text: string): ts.SourceFile {
  return ts.createSourceFile(path, text, ts.ScriptTarget.ESNext, true);
}

/** One-based line of a position. */
export function lineAt(source: ts.SourceFile, position: number): number {
  return source.getLineAndCharacterOfPosition(position).line + 1;
}

function markTokens(source: ts.SourceFile, node: ts.Node, lines: Set<number>) {
  if (ts.isJSDoc(node)) return;
  const children = node.getChildren(source);
  for (const child of children) markTokens(source, child, lines);
  if (children.length > 0 || node.getWidth(source) === 0) return;
  const last = lineAt(source, node.getEnd());
  for (let line = lineAt(source, node.getStart(source)); line <= last; line++) {
    lines.add(line);
  }
}

/** Lines of a node that hold at least one token. */
export function codeLines(source: ts.SourceFile, node: ts.Node): number {
  const lines = new Set<number>();
  markTokens(source, node, lines);
  return lines.size;
}

function nameOf(source: ts.SourceFile, node: ts.Node): string {
  const own = (node as ts.NamedDeclaration).name ??
    (node.parent as ts.NamedDeclaration | undefined)?.name;
  const name = ts.isConstructorDeclaration(node)
    ? "constructor"
    : own?.getText(source) ?? "(anonymous)";
  const { parent } = node;
  const owner = ts.isClassLike(parent) ? parent.name?.text : undefined;
  return owner === undefined ? name : `${owner}.${name}`;
}

/** Every function with a body, also those inside others. */
export function functionSizes(source: ts.SourceFile): FunctionSize[] {
  const sizes: FunctionSize[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) && "body" in node && node.body) {
      sizes.push({
        name: nameOf(source, node),
        line: lineAt(source, node.getStart(source)),
        lines: codeLines(source, node),
      });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return sizes;
}

/** Whether a statement only passes on what another file exports. */
export function isReExport(statement: ts.Statement): boolean {
  return ts.isExportDeclaration(statement) &&
    statement.moduleSpecifier !== undefined;
}
