/**
 * Remembers what `make` made for the `limit` keys used most recently, so that plans and scratch space are made once per size and a sender of
 * ever-changing block lengths cannot fill the memory.
 *
 * @param discard called with a value that falls out.
 */
export function boundedCache<Key, Value>(
  limit: number,
  make: (key: Key) => Value,
  discard?: (value: Value) => void,
): (key: Key) => Value {
  const kept = new Map<Key, Value>();
  let lastKey: Key | undefined;
  let lastValue: Value | undefined;
  return (key) => {
    if (lastValue !== undefined && key === lastKey) return lastValue;
    let value = kept.get(key);
    if (value === undefined) {
      value = make(key);
      if (kept.size >= limit) {
        const [oldest] = kept;
        if (oldest !== undefined) {
          kept.delete(oldest[0]);
          discard?.(oldest[1]);
        }
      }
    } else kept.delete(key);
    kept.set(key, value);
    lastKey = key;
    lastValue = value;
    return value;
  };
}
