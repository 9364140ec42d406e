/**
 * Outside diameters of ISO 15:2017 (radial bearings, boundary dimensions) by bore, mm. The diameter series is the last digit before the bore code:
 * 60xx, 70xx, N10xx, NN30xx and 320xx are series 0, 62xx and NU2xx series 2, 63xx and NU3xx series 3, 719xx series 9.
 */
const OUTSIDE: Readonly<Record<DiameterSeries, Readonly<Record<number, number>>>> = {
  9: { 20: 37, 25: 42, 30: 47, 35: 55, 40: 62, 45: 68, 50: 72, 55: 80, 60: 85, 65: 90, 70: 100 },
  0: {
    ...{ 10: 26, 12: 28, 15: 32, 17: 35, 20: 42, 25: 47, 30: 55, 35: 62, 40: 68, 45: 75, 50: 80 },
    ...{ 55: 90, 60: 95, 65: 100, 70: 110, 75: 115, 80: 125, 85: 130, 90: 140, 95: 145, 100: 150 },
  },
  2: {
    ...{ 10: 30, 12: 32, 15: 35, 17: 40, 20: 47, 25: 52, 30: 62, 35: 72, 40: 80, 45: 85, 50: 90 },
    ...{ 55: 100, 60: 110, 65: 120, 70: 125, 75: 130, 80: 140, 85: 150, 90: 160, 95: 170 },
    ...{ 100: 180, 110: 200, 120: 215, 130: 230, 140: 250 },
  },
  3: {
    ...{ 10: 35, 12: 37, 15: 42, 17: 47, 20: 52, 25: 62, 30: 72, 35: 80, 40: 90, 45: 100 },
    ...{ 50: 110, 55: 120, 60: 130, 65: 140, 70: 150, 75: 160, 80: 170, 85: 180, 90: 190 },
    ...{ 95: 200, 100: 215 },
  },
};

export type DiameterSeries = 9 | 0 | 2 | 3;

/** Bore in mm of a two-digit bore code: 00 → 10, 01 → 12, 02 → 15, 03 → 17, from 04 on five times the code (ISO 15). */
export function boreOf(code: string): number {
  const small: Readonly<Record<string, number>> = { "00": 10, "01": 12, "02": 15, "03": 17 };
  return small[code] ?? Number(code) * 5;
}

/** Outside diameter, mm. @throws RangeError for a bore that the table does not hold. */
export function outsideOf(series: DiameterSeries, bore: number): number {
  const outside = OUTSIDE[series][bore];
  if (outside === undefined)
    throw new RangeError(`no bore of ${bore} mm in the table of diameter series ${series}`);
  return outside;
}
