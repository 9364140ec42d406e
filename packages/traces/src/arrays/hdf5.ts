import { statSync } from "node:fs";
import type { Dataset, Group } from "h5wasm/node";
import { mostUnpacked } from "../containers/limits.ts";
import type { MatValue } from "../mat/mat-value.ts";
import { TraceError } from "../trace.ts";
import { byColumns } from "./npy.ts";

/** Bounds that no recording comes near and that a forged file cannot pass. */
const LIMITS = { values: 2 ** 27, objects: 10_000, depth: 8 } as const;

/**
 * The numeric arrays of an HDF5 file by path (`group.array`), MAT-files of version 7.3 among them, through the HDF5 library itself (`h5wasm`).
 * MATLAB's arrays have their dimensions the other way round than the file, so that columns are columns again.
 *
 * @throws TraceError when it is none, is damaged or goes beyond the bounds.
 */
export async function readHdf5(file: string): Promise<ReadonlyMap<string, MatValue>> {
  const { default: h5wasm } = await import("h5wasm/node");
  const { activate_throwing_error_handler } = await h5wasm.ready;
  // The library would else print its own stack of errors.
  activate_throwing_error_handler();
  let opened: InstanceType<typeof h5wasm.File>;
  try {
    opened = new h5wasm.File(file, "r");
    if (opened.file_id < 0n) throw new Error("no HDF5 file");
  } catch (error) {
    throw new TraceError(file, "damaged HDF5 file: it cannot be opened (was it cut off?)", {
      cause: error,
    });
  }
  try {
    const reading = {
      file,
      values: 0,
      bytes: 0,
      most: mostUnpacked(statSync(file).size),
      objects: 0,
    };
    const variables = new Map<string, MatValue>();
    collect(opened, "", 0, reading, variables);
    return variables;
  } catch (error) {
    if (error instanceof TraceError) throw error;
    throw new TraceError(file, "damaged HDF5 file: an object in it cannot be read", {
      cause: error,
    });
  } finally {
    opened.close();
  }
}

interface Reading {
  readonly file: string;
  values: number;
  /** Of all arrays so far, unpacked, and how many that may be by the file's size. */
  bytes: number;
  readonly most: number;
  objects: number;
}

function collect(
  group: Group,
  prefix: string,
  depth: number,
  reading: Reading,
  variables: Map<string, MatValue>,
): void {
  for (const key of group.keys()) {
    // MATLAB keeps what cells and objects refer to there.
    if (depth === 0 && key.startsWith("#")) continue;
    if (++reading.objects > LIMITS.objects)
      throw new TraceError(reading.file, `more than ${LIMITS.objects} objects in it`);
    const found = group.get(key);
    const name = prefix + key;
    if (isGroup(found) && depth < LIMITS.depth)
      collect(found, `${name}.`, depth + 1, reading, variables);
    else if (isDataset(found)) {
      const value = arrayOf(found, reading);
      if (value !== undefined) variables.set(name, value);
    }
  }
}

function isGroup(found: unknown): found is Group {
  return typeof found === "object" && found !== null && "keys" in found && "get" in found;
}

function isDataset(found: unknown): found is Dataset {
  return typeof found === "object" && found !== null && "metadata" in found && "shape" in found;
}

/** H5T classes: integer and float. */
const NUMERIC = [0, 1];

function arrayOf(dataset: Dataset, reading: Reading): MatValue | undefined {
  const { metadata, shape } = dataset;
  if (!NUMERIC.includes(metadata.type) || shape === null) return undefined;
  if ("MATLAB_empty" in dataset.attrs) return undefined;
  const count = shape.reduce((product, dim) => product * dim, 1);
  reading.values += count;
  if (reading.values > LIMITS.values)
    throw new TraceError(reading.file, `more than ${LIMITS.values} numbers in it`);
  reading.bytes += count * metadata.size;
  if (reading.bytes > reading.most)
    throw new TraceError(
      reading.file,
      `HDF5 file that swells to more than ${reading.most} bytes, which recordings of its size do not`,
    );
  const raw = dataset.value;
  const values =
    typeof raw === "number" || typeof raw === "bigint"
      ? Float64Array.of(Number(raw))
      : ArrayBuffer.isView(raw)
        ? Float64Array.from(raw as unknown as ArrayLike<number | bigint>, Number)
        : undefined;
  if (values === undefined) return undefined;
  const isMatlab = "MATLAB_class" in dataset.attrs;
  if (isMatlab && dataset.attrs["MATLAB_class"]?.value === "char")
    return { type: "text", text: String.fromCharCode(...values.subarray(0, 1000)) };
  const dims = shape.length === 1 ? [shape[0] ?? 0, 1] : shape.length === 0 ? [1, 1] : shape;
  // MATLAB writes its columns first and names the dimensions backwards.
  return isMatlab
    ? { type: "numeric", dims: dims.toReversed(), values }
    : { type: "numeric", dims, values: byColumns(values, shape) };
}
