import type { ComplexTransform, RealTransform } from "./transform.ts";

/**
 * A real transform of even length N by one complex transform of N/2: even samples as real parts, odd ones as imaginary parts, then one pass that
 * splits the two interleaved spectra. A Float64Array of samples already is that complex array, so nothing is copied.
 *
 * Source: W. H. Press et al., Numerical Recipes, 3rd ed., §12.3.2.
 */
export function packedReal(half: ComplexTransform): RealTransform {
  const m = half.size;
  const size = 2 * m;
  const scratch = new Float64Array(size);
  const cosine = new Float64Array(m + 1);
  const sine = new Float64Array(m + 1);
  for (let k = 0; k <= m; k++) {
    cosine[k] = Math.cos((Math.PI * k) / m);
    sine[k] = Math.sin((Math.PI * k) / m);
  }
  return {
    size,
    bins: m + 1,
    forward(input, re, im) {
      half.forward(input, scratch);
      const z = scratch;
      re[0] = z[0]! + z[1]!;
      re[m] = z[0]! - z[1]!;
      im[0] = 0;
      im[m] = 0;
      for (let k = 1, j = m - 1; k <= j; k++, j--) {
        const ar = z[2 * k]!;
        const ai = z[2 * k + 1]!;
        const br = z[2 * j]!;
        const bi = z[2 * j + 1]!;
        const er = 0.5 * (ar + br);
        const ei = 0.5 * (ai - bi);
        const or = 0.5 * (ai + bi);
        const oi = 0.5 * (br - ar);
        const c = cosine[k]!;
        const s = sine[k]!;
        const tr = c * or + s * oi;
        const ti = c * oi - s * or;
        re[k] = er + tr;
        im[k] = ei + ti;
        re[j] = er - tr;
        im[j] = ti - ei;
      }
    },
    inverse(re, im, output) {
      const z = scratch;
      const scale = 1 / size;
      z[0] = (re[0]! + re[m]!) * scale;
      z[1] = (re[0]! - re[m]!) * scale;
      for (let k = 1, j = m - 1; k <= j; k++, j--) {
        const er = re[k]! + re[j]!;
        const ei = im[k]! - im[j]!;
        const tr = re[k]! - re[j]!;
        const ti = im[k]! + im[j]!;
        const c = cosine[k]!;
        const s = sine[k]!;
        const or = c * tr - s * ti;
        const oi = c * ti + s * tr;
        z[2 * k] = (er - oi) * scale;
        z[2 * k + 1] = (ei + or) * scale;
        z[2 * j] = (er + oi) * scale;
        z[2 * j + 1] = (or - ei) * scale;
      }
      half.inverse(z, output);
    },
  };
}

/** A real transform of any length by a complex transform of the same length; for odd lengths, where packing is impossible. */
export function unpackedReal(complex: ComplexTransform): RealTransform {
  const size = complex.size;
  const bins = Math.floor(size / 2) + 1;
  const input = new Float64Array(2 * size);
  const output = new Float64Array(2 * size);
  return {
    size,
    bins,
    forward(samples, re, im) {
      for (let n = 0; n < size; n++) {
        input[2 * n] = samples[n]!;
        input[2 * n + 1] = 0;
      }
      complex.forward(input, output);
      for (let k = 0; k < bins; k++) {
        re[k] = output[2 * k]!;
        im[k] = output[2 * k + 1]!;
      }
      im[0] = 0;
      if (size % 2 === 0) im[bins - 1] = 0;
    },
    inverse(re, im, samples) {
      input[0] = re[0]!;
      input[1] = 0;
      for (let k = 1; k < bins; k++) {
        const j = size - k;
        const edge = j === k;
        input[2 * k] = re[k]!;
        input[2 * k + 1] = edge ? 0 : im[k]!;
        input[2 * j] = re[k]!;
        input[2 * j + 1] = edge ? 0 : -im[k]!;
      }
      complex.inverse(input, output);
      for (let n = 0; n < size; n++) samples[n] = output[2 * n]! / size;
    },
  };
}
