/** A value with its unit, for sentences; a pure number has none. */
export function quantity(value: number, unit: string): string {
  return unit === "1" ? short(value) : `${short(value)} ${unit}`;
}

/** Three significant digits, for sentences. */
export function short(value: number): string {
  return String(Number(value.toPrecision(3)));
}
