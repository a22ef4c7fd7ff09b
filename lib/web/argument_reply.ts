import { CookieReply } from "./cookie_reply.ts";
import { MissingArgumentError } from "./web_errors.ts";

/** How an argument is read. */
export interface ArgumentOptions {
  /** Keeps blanks at both ends. */
  keepBlanks?: boolean;
}

type Values = readonly string[];

/**
 * The arguments of a handler's request: those of the query and those of a form.
 */
export abstract class ArgumentReply extends CookieReply {
  /**
   * An argument of the form or the query; of several the last, and the form's
   * before the query's.
   *
   * @param name The name.
   * @param fallback What is given if there is none.
   * @param options Whether blanks at the ends are kept.
   * @returns The value, without control characters.
   * @throws {MissingArgumentError} If there is none, and no fallback: a 400.
   */
  getArgument(name: string): string;
  /**
   * The same, with something else where there is none.
   *
   * @param name The name.
   * @param fallback What is given then.
   * @param options Whether blanks at the ends are kept.
   */
  getArgument<D>(
    name: string,
    fallback: D,
    options?: ArgumentOptions,
  ): string | D;
  getArgument(name: string, ...rest: [unknown?, ArgumentOptions?]): unknown {
    return last(name, this.#both(name), rest);
  }

  /**
   * All values of an argument, those of the query first.
   *
   * @param name The name.
   * @param options Whether blanks at the ends are kept.
   */
  getArguments(name: string, options: ArgumentOptions = {}): string[] {
    return this.#both(name).map((value) => cleaned(value, options));
  }

  /**
   * The last value of an argument of the query.
   *
   * @param name The name.
   * @param fallback What is given if there is none.
   * @param options Whether blanks at the ends are kept.
   * @throws {MissingArgumentError} If there is none, and no fallback: a 400.
   */
  getQueryArgument(name: string): string;
  /**
   * The same, with something else where there is none.
   *
   * @param name The name.
   * @param fallback What is given then.
   * @param options Whether blanks at the ends are kept.
   */
  getQueryArgument<D>(
    name: string,
    fallback: D,
    options?: ArgumentOptions,
  ): string | D;
  getQueryArgument(
    name: string,
    ...rest: [unknown?, ArgumentOptions?]
  ): unknown {
    return last(name, this.request.queryArguments.get(name) ?? [], rest);
  }

  /**
   * All values of an argument of the query.
   *
   * @param name The name.
   * @param options Whether blanks at the ends are kept.
   */
  getQueryArguments(name: string, options: ArgumentOptions = {}): string[] {
    const values = this.request.queryArguments.get(name) ?? [];
    return values.map((value) => cleaned(value, options));
  }

  /**
   * The last value of an argument of the form.
   *
   * @param name The name.
   * @param fallback What is given if there is none.
   * @param options Whether blanks at the ends are kept.
   * @throws {MissingArgumentError} If there is none, and no fallback: a 400.
   */
  getBodyArgument(name: string): string;
  /**
   * The same, with something else where there is none.
   *
   * @param name The name.
   * @param fallback What is given then.
   * @param options Whether blanks at the ends are kept.
   */
  getBodyArgument<D>(
    name: string,
    fallback: D,
    options?: ArgumentOptions,
  ): string | D;
  getBodyArgument(
    name: string,
    ...rest: [unknown?, ArgumentOptions?]
  ): unknown {
    return last(name, this.request.bodyArguments.get(name) ?? [], rest);
  }

  /**
   * All values of an argument of the form.
   *
   * @param name The name.
   * @param options Whether blanks at the ends are kept.
   */
  getBodyArguments(name: string, options: ArgumentOptions = {}): string[] {
    const values = this.request.bodyArguments.get(name) ?? [];
    return values.map((value) => cleaned(value, options));
  }

  #both(name: string): Values {
    const { queryArguments, bodyArguments } = this.request;
    return [
      ...queryArguments.get(name) ?? [],
      ...bodyArguments.get(name) ?? [],
    ];
  }
}

function last(
  name: string,
  values: Values,
  rest: [unknown?, ArgumentOptions?],
): unknown {
  const value = values.at(-1);
  if (value !== undefined) return cleaned(value, rest[1] ?? {});
  if (rest.length === 0) throw new MissingArgumentError(name);
  return rest[0];
}

function cleaned(value: string, options: ArgumentOptions): string {
  // deno-lint-ignore no-control-regex -- these are what it looks for
  const text = value.replace(/[\x00-\x08\x0e-\x1f]/g, " ");
  return options.keepBlanks === true ? text : text.trim();
}
