/** A bare worker of Deno's own: the least that a round trip costs. */
interface Scope {
  onmessage: (event: MessageEvent<number>) => void;
  postMessage(message: unknown): void;
}
const scope = globalThis as unknown as Scope;
scope.onmessage = ({ data }) => scope.postMessage(data * data);
