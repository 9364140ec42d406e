/**
 * A callback for a library that hands in what came from outside. What `work` throws or rejects with goes to `failed`, and never to the library: there it would
 * end the process, or leave somebody without an answer. `failed` must give that answer, and must not throw.
 */
export function guarded<Given extends readonly unknown[]>(
  work: (...given: Given) => unknown,
  failed: (error: unknown, ...given: Given) => void,
): (...given: Given) => void {
  return (...given) => {
    try {
      const begun = work(...given);
      if (begun instanceof Promise) begun.catch((error: unknown) => failed(error, ...given));
    } catch (error) {
      failed(error, ...given);
    }
  };
}
