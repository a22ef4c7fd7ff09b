/**
 * Finds host globals in the core, which runs on every host because it has none.
 *
 * Names are resolved by the TypeScript compiler against its own libraries: one
 * that is declared by the DOM library, or by nobody, is the host's. A list of
 * forbidden words would miss the next one and would refuse our own `Event`.
 * Compiling with the ES library alone was tried: it wants every DOM type that
 * the core speaks of written out a second time.
 *
 * @module
 */
import { basename, join } from "node:path";
import ts from "./_typescript.ts";
import { conclude, type Findings } from "./_check.ts";
import { lineAt } from "./_source.ts";
import { files } from "./_tree.ts";
import { ROOT } from "./deno.ts";
import { LAYERS } from "./layers_table.ts";

/** Files whose purpose is to touch the host. */
const HOST_FILES = ["_host.ts", "_deno.ts", "_node.ts"];

const OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ESNext,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  allowImportingTsExtensions: true,
  noEmit: true,
  types: [],
};

/** Values of the language that no library declares. */
const LANGUAGE = ["undefined", "arguments", "NaN", "Infinity"];

function isOurs(declaration: ts.Declaration): boolean {
  return !declaration.getSourceFile().isDeclarationFile;
}

/** Whether a declaration is one of a host, seen from its library's name. */
function isHostLibrary(declaration: ts.Declaration): boolean {
  return /^lib\.(?:dom|webworker|scripthost)\b/.test(
    basename(declaration.getSourceFile().fileName),
  );
}

/** `declare const Deno: …` would smuggle a global in as our own name. */
function isAmbient(declaration: ts.Declaration): boolean {
  if (!isOurs(declaration)) return false;
  for (let at: ts.Node = declaration; at !== undefined; at = at.parent) {
    const modifiers = ts.canHaveModifiers(at) ? ts.getModifiers(at) : undefined;
    const declared = modifiers?.some(({ kind }) =>
      kind === ts.SyntaxKind.DeclareKeyword
    );
    if (declared) return true;
  }
  return false;
}

/** Whether an identifier is looked up in scope, as a value. */
function isLookup(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isShorthandPropertyAssignment(parent)) return true;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  if (ts.isBindingElement(parent)) return parent.initializer === node;
  if (ts.isVariableDeclaration(parent) || ts.isParameter(parent)) {
    return parent.initializer === node;
  }
  if (ts.isPropertyAssignment(parent) || ts.isPropertyDeclaration(parent)) {
    return parent.initializer === node;
  }
  const named = (parent as ts.NamedDeclaration).name === node;
  return !named && !ts.isLabeledStatement(parent) &&
    !ts.isBreakOrContinueStatement(parent) && !ts.isMetaProperty(parent);
}

/** `Date` reads the host's clock unless it is told a time or only compared. */
function isTimeless(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isBinaryExpression(parent)) {
    return parent.operatorToken.kind === ts.SyntaxKind.InstanceOfKeyword;
  }
  return ts.isNewExpression(parent) && (parent.arguments?.length ?? 0) > 0;
}

function symbolOf(checker: ts.TypeChecker, node: ts.Identifier) {
  return ts.isShorthandPropertyAssignment(node.parent)
    ? checker.getShorthandAssignmentValueSymbol(node.parent)
    : checker.getSymbolAtLocation(node);
}

/** The text of a use of the host; nothing where the name is ours or ES. */
function hostUse(
  checker: ts.TypeChecker,
  node: ts.Identifier,
): string | undefined {
  const { text, parent } = node;
  if (!isLookup(node) || LANGUAGE.includes(text)) return undefined;
  const member = ts.isPropertyAccessExpression(parent) ||
      ts.isElementAccessExpression(parent)
    ? parent.getText()
    : text;
  if (text === "globalThis") return member;
  const declarations = symbolOf(checker, node)?.declarations ?? [];
  if (text === "Date" && !declarations.some(isOurs)) {
    return isTimeless(node) ? undefined : member;
  }
  const host = declarations.length === 0 || declarations.some(isHostLibrary) ||
    declarations.some(isAmbient);
  return host ? member : undefined;
}

/** The specifier of a static or dynamic import, export or require. */
function specifierOf(node: ts.Node): string | undefined {
  if (ts.isImportDeclaration(node)) {
    const isType = node.importClause?.isTypeOnly === true;
    return isType ? undefined : (node.moduleSpecifier as ts.StringLiteral).text;
  }
  if (ts.isExportDeclaration(node) && !node.isTypeOnly) {
    return (node.moduleSpecifier as ts.StringLiteral | undefined)?.text;
  }
  if (ts.isCallExpression(node)) {
    const [first] = node.arguments;
    const loads = node.expression.kind === ts.SyntaxKind.ImportKeyword ||
      node.expression.getText() === "require";
    return loads && first && ts.isStringLiteralLike(first)
      ? first.text
      : undefined;
  }
  return undefined;
}

/** Types are free: they leave no trace in what runs. */
function isTypeOnly(node: ts.Node): boolean {
  if (ts.isInterfaceDeclaration(node)) return true;
  if (ts.isTypeAliasDeclaration(node)) return true;
  if (ts.isHeritageClause(node)) {
    return node.token === ts.SyntaxKind.ImplementsKeyword;
  }
  return ts.isTypeNode(node) && !ts.isExpressionWithTypeArguments(node);
}

function usesIn(checker: ts.TypeChecker, source: ts.SourceFile): string[] {
  const found: string[] = [];
  const report = (node: ts.Node, what: string) =>
    found.push(`${lineAt(source, node.getStart(source))} ${what}`);
  const visit = (node: ts.Node): void => {
    if (isTypeOnly(node)) return;
    const specifier = specifierOf(node);
    if (specifier?.startsWith("node:")) report(node, specifier);
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return;
    if (ts.isIdentifier(node)) {
      const use = hostUse(checker, node);
      if (use !== undefined) report(node, use);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** Looks at the core under `root`. */
export function checkGlobals(root: string): Findings {
  const core = files(root, "lib").filter((path) => {
    const [, layer = ""] = path.split("/");
    return path.endsWith(".ts") && !LAYERS[layer]?.host;
  });
  const program = ts.createProgram(
    core.map((path) => join(root, path)),
    OPTIONS,
  );
  const checker = program.getTypeChecker();
  const looked = core.filter((path) => !HOST_FILES.includes(basename(path)));
  const problems = looked.flatMap((path) =>
    usesIn(checker, program.getSourceFile(join(root, path))!).map((use) =>
      `${path}:${use.replace(" ", " uses ")} of the host\n` +
      "  Take it as an argument or through the loop's clock, or move the use\n" +
      `  to ${HOST_FILES.join(" or ")} of that layer.`
    )
  );
  return {
    problems,
    summary: `globals: ${looked.length} core files, ${
      core.length - looked.length
    } host files`,
  };
}

if (import.meta.main) conclude(checkGlobals(ROOT));
