/** The numbers of a channel, which come piece by piece: an array for each piece would take many times the memory of its numbers. */
export interface GrowingNumbers {
  /** Room for so many more, to be filled at once: the next call may move what there is. */
  more(count: number): Float64Array;
  /** All so far. */
  all(): Float64Array;
}

export function createGrowingNumbers(): GrowingNumbers {
  let held = new Float64Array(0);
  let length = 0;
  return {
    more(count) {
      if (length + count > held.length) {
        const larger = new Float64Array(length + Math.max(count, length));
        larger.set(held.subarray(0, length));
        held = larger;
      }
      length += count;
      return held.subarray(length - count, length);
    },
    all: () => held.subarray(0, length),
  };
}
