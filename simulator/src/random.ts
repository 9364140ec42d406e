/** A reproducible stream of random numbers. */
export interface Random {
  /** Uniform in [0, 1). */
  uniform(): number;
  /** Normal, mean 0, standard deviation 1. */
  gaussian(): number;
}

/**
 * A stream that depends on nothing but the words of its name: the same words give the same numbers on every machine, and streams of different
 * words do not depend on the order in which they are drawn from. sfc32 (C. Doty-Humphrey, PractRand) seeded by FNV-1a of the words.
 *
 * @example randomFor("seed 7", "line-1/grinder-2/spindle/x", 3).uniform()
 */
export function randomFor(...words: readonly (string | number | bigint)[]): Random {
  let [a, b, c, d] = seeds(words.join("\u0000"));
  const next = (): number => {
    const t = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + t) | 0;
    return t >>> 0;
  };
  // The first numbers after seeding still show the seed.
  for (let i = 0; i < 12; i++) next();
  const uniform = () => next() / 0x1_0000_0000;

  let spare: number | undefined;
  const gaussian = (): number => {
    if (spare !== undefined) {
      const value = spare;
      spare = undefined;
      return value;
    }
    // Marsaglia's polar method.
    let u = 0;
    let v = 0;
    let s = 0;
    do {
      u = 2 * uniform() - 1;
      v = 2 * uniform() - 1;
      s = u * u + v * v;
    } while (s >= 1 || s === 0);
    const factor = Math.sqrt((-2 * Math.log(s)) / s);
    spare = v * factor;
    return u * factor;
  };
  return { uniform, gaussian };
}

function seeds(text: string): [number, number, number, number] {
  const one = (offset: number): number => {
    let hash = 0x811c9dc5 ^ offset;
    for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
    // Finaliser of MurmurHash3: FNV alone mixes its last characters poorly.
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    return hash ^ (hash >>> 16);
  };
  return [one(0), one(0x9e3779b9), one(0x7f4a7c15), 1];
}
