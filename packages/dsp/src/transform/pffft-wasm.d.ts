/** The part of the Emscripten module that we use; the package ships no types. Pointers are byte offsets into the WebAssembly memory. */
declare module "@echogarden/pffft-wasm/simd" {
  export interface PffftModule {
    /** View of the whole memory; replaced when the memory grows, so never keep it over an allocation. */
    readonly HEAPF32: Float32Array<ArrayBuffer>;
    /** Returns 0 when the length is not supported. `kind`: 0 real, 1 complex. */
    _pffft_new_setup(size: number, kind: 0 | 1): number;
    _pffft_destroy_setup(setup: number): void;
    /** `direction`: 0 forward, 1 backward. Unscaled. */
    _pffft_transform_ordered(
      setup: number,
      input: number,
      output: number,
      work: number,
      direction: 0 | 1,
    ): void;
    _pffft_aligned_malloc(bytes: number): number;
    _pffft_aligned_free(pointer: number): void;
    _pffft_simd_size(): number;
  }
  export default function init(): Promise<PffftModule>;
}
