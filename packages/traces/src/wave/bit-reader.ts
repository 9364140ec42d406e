/** Reads bits, the highest first, from some bytes; past their end it throws a RangeError. */
export function bitReader(bytes: Uint8Array, from: number) {
  let at = from;
  let left = 8;
  const end = () => {
    throw new RangeError("past the end");
  };
  /** Up to 32 bits as a number without sign. */
  function unsigned(count: number): number {
    let value = 0;
    let wanted = count;
    while (wanted > 0) {
      if (at >= bytes.length) end();
      const take = Math.min(wanted, left);
      const part = ((bytes[at] ?? 0) >> (left - take)) & ((1 << take) - 1);
      value = value * 2 ** take + part;
      left -= take;
      wanted -= take;
      if (left === 0) {
        left = 8;
        at++;
      }
    }
    return value;
  }
  return {
    unsigned,
    signed(count: number): number {
      const value = unsigned(count);
      return count > 0 && value >= 2 ** (count - 1) ? value - 2 ** count : value;
    },
    /** Zeros before the next one, which is passed too. */
    unary(): number {
      let zeros = 0;
      for (;;) {
        if (at >= bytes.length) end();
        const rest = (bytes[at] ?? 0) & ((1 << left) - 1);
        if (rest === 0) {
          zeros += left;
          left = 8;
          at++;
          continue;
        }
        const lead = Math.clz32(rest) - (32 - left);
        zeros += lead;
        left -= lead + 1;
        if (left === 0) {
          left = 8;
          at++;
        }
        return zeros;
      }
    },
    /** To the next whole byte; returns its place. */
    align(): number {
      if (left < 8) {
        left = 8;
        at++;
      }
      return at;
    },
  };
}

export type BitReader = ReturnType<typeof bitReader>;
