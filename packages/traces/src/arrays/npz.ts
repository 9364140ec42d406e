import { zipEntries } from "../containers/zip.ts";
import type { MatValue } from "../mat/mat-value.ts";
import { readNpy } from "./npy.ts";

/** The arrays of a NumPy archive by name. */
export async function readNpz(file: string): Promise<ReadonlyMap<string, MatValue>> {
  const variables = new Map<string, MatValue>();
  for await (const { name, bytes } of zipEntries(file)) {
    if (!name.endsWith(".npy")) continue;
    for (const [key, value] of readNpy(bytes, file, name.slice(0, -4))) variables.set(key, value);
  }
  return variables;
}
