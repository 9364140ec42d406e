/** Share of the time that blows of a damaged bearing take at least, with their ringing: what is reached more seldom is reached by strays. */
const SELDOM = 0.02;
/** Times that level from which on an envelope is limited: blows of a bearing differ, and what but differs is left as it is. */
const ROOM = 2;
/** A float's sign, exponent and upper seven bits of its fraction tell it to under a hundredth. */
const LOWER_BITS = 16;

const counts = new Uint32Array(2 ** LOWER_BITS / 2);

/** The level that a share of some values exceeds, to a hundredth and rather too high; 0 where fewer are over nought. */
function exceededBy(values: Float32Array, share: number): number {
  counts.fill(0);
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  for (let n = 0; n < bits.length; n++) {
    const code = (bits[n] ?? 0) >>> LOWER_BITS;
    if (code < counts.length) counts[code] = (counts[code] ?? 0) + 1;
  }
  let above = 0;
  let code = counts.length - 1;
  for (; code > 0; code--) {
    above += counts[code] ?? 0;
    if (above > share * values.length) break;
  }
  if (code === 0) return 0;
  return new Float32Array(new Uint32Array([(code + 1) << LOWER_BITS]).buffer)[0] ?? 0;
}

/**
 * A squared envelope in which no single blow outweighs the rest: what rises over {@link ROOM} times the level that is exceeded {@link SELDOM} is limited to that, and the mean put right again. A knock
 * against the housing, a dropped part or a neighbour's press is a hundred times a bearing's blow in power and fills the whole spectrum with noise; a damaged bearing strikes turn after turn and is
 * left as it is.
 *
 * Source: limiting as the estimate of least favourable outliers, P. J. Huber, Ann. Math. Stat. 35 (1964) 73–101; strays in envelope spectra: P. Borghesani, J. Antoni, Mech. Syst. Signal Process. 90
 * (2017) 378–398.
 *
 * @param envelope squared, over its mean. @returns the same where nothing is limited.
 */
export function withoutStrays(envelope: Float32Array): Float32Array {
  const limit = ROOM * exceededBy(envelope, SELDOM);
  if (limit === 0) return envelope;
  let sum = 0;
  let limited = 0;
  for (let n = 0; n < envelope.length; n++) {
    const value = envelope[n] ?? 0;
    if (value > limit) limited++;
    sum += value > limit ? limit : value;
  }
  if (limited === 0 || !(sum > 0)) return envelope;
  const scale = envelope.length / sum;
  const found = new Float32Array(envelope.length);
  for (let n = 0; n < found.length; n++) {
    const value = envelope[n] ?? 0;
    found[n] = (value > limit ? limit : value) * scale;
  }
  return found;
}
