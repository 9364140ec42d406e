/** An array of a MAT-file. */
export type MatValue =
  | {
      readonly type: "numeric";
      readonly dims: readonly number[];
      /** Column after column; the real parts of complex numbers. */
      readonly values: Float64Array;
    }
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "cell"; readonly dims: readonly number[]; readonly cells: readonly MatValue[] }
  | {
      readonly type: "struct";
      readonly dims: readonly number[];
      /** One map from field name to value for each element, column after column. */
      readonly elements: readonly ReadonlyMap<string, MatValue>[];
    }
  /** Functions, objects, sparse arrays: nothing that holds a recording. */
  | { readonly type: "other"; readonly what: string };
