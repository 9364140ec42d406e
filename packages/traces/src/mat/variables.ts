import { basename } from "node:path";
import { readHdf5 } from "../arrays/hdf5.ts";
import { readNpy } from "../arrays/npy.ts";
import { readNpz } from "../arrays/npz.ts";
import { fileKind } from "../magic.ts";
import { readHead, readWhole } from "../recording.ts";
import { readMatFile } from "./mat-file.ts";
import type { MatValue } from "./mat-value.ts";

/** The variables of a file of arrays by name: a MAT-file of any version, HDF5, or a NumPy array or archive. */
export async function readVariables(file: string): Promise<ReadonlyMap<string, MatValue>> {
  const kind = fileKind(await readHead(file));
  if (kind !== undefined && "reads" in kind) {
    if (kind.reads === "hdf5") return readHdf5(file);
    if (kind.reads === "numpy") return readNpy(await readWhole(file), file, "array");
  }
  if (kind !== undefined && "packed" in kind && /\.npz$/i.test(basename(file)))
    return readNpz(file);
  return readMatFile(await readWhole(file), file);
}
