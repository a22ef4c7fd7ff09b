/**
 * Asks the engine where generators stand, by the inspector's protocol.
 */

/** What is used of `node:inspector`, which Node and Deno have. */
interface Session {
  connect(): void;
  disconnect(): void;
  on(event: string, listener: (message: { params: Script }) => void): void;
  post(
    method: string,
    params: object,
    answer: (error: unknown, result: Answer) => void,
  ): void;
}

interface Script {
  readonly scriptId: string;
  readonly url: string;
}

interface Answer {
  readonly result: { readonly objectId: string; readonly className?: string };
  readonly internalProperties?: readonly {
    readonly name: string;
    readonly value?: { readonly value?: Location };
  }[];
  readonly scriptSource: string;
}

interface Location {
  readonly scriptId: string;
  readonly lineNumber: number;
  readonly columnNumber: number;
}

/** Where the engine finds the generators, while it is asked. */
const SHELF = "twister.inspected";

/**
 * The place of each generator, in the form of a stack's frame, or nothing.
 * Nothing for all where the host has no inspector, or does not permit it.
 */
export async function inspectPlaces(
  bodies: readonly unknown[],
): Promise<(string | undefined)[]> {
  const host = globalThis as Record<symbol, unknown>;
  const shelf = Symbol.for(SHELF);
  const inspector = new Inspector();
  host[shelf] = bodies;
  try {
    await inspector.begin();
    const places: (string | undefined)[] = [];
    for (let i = 0; i < bodies.length; i++) places.push(await inspector.ask(i));
    return places;
  } catch {
    return bodies.map(() => undefined);
  } finally {
    delete host[shelf];
    inspector.end();
  }
}

class Inspector {
  readonly #urls: Map<string, string> = new Map();
  #session: Session | undefined;

  /** Opens a session within this process: no port is opened. */
  async begin(): Promise<void> {
    const { process } = globalThis as {
      process?: { getBuiltinModule?(id: string): unknown };
    };
    const module = process?.getBuiltinModule?.("node:inspector") as {
      Session: new () => Session;
    };
    const session = new module.Session();
    session.connect();
    this.#session = session;
    session.on("Debugger.scriptParsed", ({ params }) => {
      this.#urls.set(params.scriptId, params.url);
    });
    await this.#post("Debugger.enable", {});
  }

  end(): void {
    this.#session?.disconnect();
  }

  /** Where the generator at a place of the shelf stands. */
  async ask(place: number): Promise<string | undefined> {
    const expression = `globalThis[Symbol.for("${SHELF}")][${place}]`;
    const { result } = await this.#post("Runtime.evaluate", { expression });
    const { objectId, className = "" } = result;
    const { internalProperties = [] } = await this.#post(
      "Runtime.getProperties",
      { objectId, ownProperties: true },
    );
    const found = internalProperties.find(({ name }) =>
      name === "[[GeneratorLocation]]"
    )?.value?.value;
    const url = found && this.#urls.get(found.scriptId);
    if (url === undefined) return undefined;
    const { lineNumber, columnNumber } = found!;
    const at = `${url}:${lineNumber + 1}:${columnNumber + 1}`;
    return `${className} (${
      this.#isEmitted(url) ? await this.#line(found!, url) : at
    })`;
  }

  /** Deno runs what it made of TypeScript: the lines there are others. */
  #isEmitted(url: string): boolean {
    return "Deno" in globalThis && /\.(?:[mc]?ts|tsx|jsx)$/.test(url);
  }

  /** So the text of the line is told, which the source has as well. */
  async #line(found: Location, url: string): Promise<string> {
    const { scriptId, lineNumber } = found;
    const script = await this.#post("Debugger.getScriptSource", { scriptId });
    const line = script.scriptSource.split("\n")[lineNumber] ?? "";
    return `${url}: ${line.trim()}`;
  }

  #post(method: string, params: object): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#session!.post(method, params, (error, answer) => {
        if (error) reject(error);
        else resolve(answer);
      });
    });
  }
}
