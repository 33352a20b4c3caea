/** Makes a `switch` over a union exhaustive: the call does not compile while a case is missing. */
export function unreachable(value: never): never {
  throw new Error(`Internal error: unexpected ${JSON.stringify(value)}`);
}
