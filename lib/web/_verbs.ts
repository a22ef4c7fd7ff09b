/**
 * The methods of HTTP that a handler may have.
 */

/** What a handler calls them, by what a request says. */
export const VERBS = {
  GET: "get",
  HEAD: "head",
  POST: "post",
  PUT: "put",
  PATCH: "patch",
  DELETE: "delete",
  OPTIONS: "options",
} as const;

/** The name of a handler's method. */
export type Verb = typeof VERBS[keyof typeof VERBS];

/** The method that answers a request; `undefined` for one that none has. */
export function verbOf(method: string): Verb | undefined {
  return Object.hasOwn(VERBS, method)
    ? VERBS[method as keyof typeof VERBS]
    : undefined;
}

type Methods = Readonly<Record<Verb, unknown>>;

/** Whether a handler has a method of its own. */
export function hasVerb(handler: Methods, plain: Methods, verb: Verb): boolean {
  return handler[verb] !== plain[verb] ||
    (verb === "head" && handler.get !== plain.get);
}

/** The methods that a handler has, as the header `Allow` names them. */
export function allowedVerbs(handler: Methods, plain: Methods): string {
  return Object.entries(VERBS)
    .filter(([, verb]) => hasVerb(handler, plain, verb))
    .map(([name]) => name).join(", ");
}
