/**
 * Outside diameters of ISO 15:2017 (radial bearings, boundary dimensions) by bore, mm. The diameter series is the last digit before the bore code:
 * 60xx, 70xx, N10xx, NN30xx and 320xx are series 0, 231xx series 1, 62xx and NU2xx series 2, 63xx and NU3xx series 3, 64xx series 4, 618xx series 8,
 * 619xx and 719xx series 9.
 */
const OUTSIDE: Readonly<Record<DiameterSeries, Readonly<Record<number, number>>>> = {
  8: {
    ...{ 4: 9, 5: 11, 6: 13, 7: 14, 8: 16, 9: 17, 10: 19, 12: 21, 15: 24, 17: 26, 20: 32, 25: 37 },
    ...{ 30: 42, 35: 47, 40: 52, 45: 58, 50: 65, 55: 72, 60: 78, 65: 85, 70: 90, 75: 95, 80: 100 },
    ...{ 85: 110, 90: 115, 95: 120, 100: 125, 110: 140, 120: 150 },
  },
  9: {
    ...{ 4: 11, 5: 13, 6: 15, 7: 17, 8: 19, 9: 20, 10: 22, 12: 24, 15: 28, 17: 30, 20: 37, 25: 42 },
    ...{ 30: 47, 35: 55, 40: 62, 45: 68, 50: 72, 55: 80, 60: 85, 65: 90, 70: 100, 75: 105 },
    ...{ 80: 110, 85: 120, 90: 125, 95: 130, 100: 140, 110: 150, 120: 165 },
  },
  0: {
    ...{ 4: 12, 5: 14, 6: 17, 7: 19, 8: 22, 9: 24 },
    ...{ 10: 26, 12: 28, 15: 32, 17: 35, 20: 42, 25: 47, 30: 55, 35: 62, 40: 68, 45: 75, 50: 80 },
    ...{ 55: 90, 60: 95, 65: 100, 70: 110, 75: 115, 80: 125, 85: 130, 90: 140, 95: 145, 100: 150 },
    ...{ 110: 170, 120: 180, 130: 200, 140: 210, 150: 225, 160: 240, 170: 260, 180: 280 },
    ...{ 190: 290, 200: 310 },
  },
  1: {
    ...{ 100: 165, 110: 180, 120: 200, 130: 210, 140: 225, 150: 250, 160: 270, 170: 280 },
    ...{ 180: 300 },
  },
  2: {
    ...{ 3: 10, 4: 13, 5: 16, 6: 19, 7: 22, 8: 24, 9: 26 },
    ...{ 10: 30, 12: 32, 15: 35, 17: 40, 20: 47, 25: 52, 30: 62, 35: 72, 40: 80, 45: 85, 50: 90 },
    ...{ 55: 100, 60: 110, 65: 120, 70: 125, 75: 130, 80: 140, 85: 150, 90: 160, 95: 170 },
    ...{ 100: 180, 105: 190, 110: 200, 120: 215, 130: 230, 140: 250, 150: 270, 160: 290 },
  },
  3: {
    ...{ 4: 16, 5: 19 },
    ...{ 10: 35, 12: 37, 15: 42, 17: 47, 20: 52, 25: 62, 30: 72, 35: 80, 40: 90, 45: 100 },
    ...{ 50: 110, 55: 120, 60: 130, 65: 140, 70: 150, 75: 160, 80: 170, 85: 180, 90: 190 },
    ...{ 95: 200, 100: 215, 105: 225, 110: 240, 120: 260, 130: 280, 140: 300 },
  },
  4: {
    ...{ 17: 62, 20: 72, 25: 80, 30: 90, 35: 100, 40: 110, 45: 120, 50: 130, 55: 140, 60: 150 },
    ...{ 65: 160, 70: 180, 80: 200 },
  },
};

export type DiameterSeries = 8 | 9 | 0 | 1 | 2 | 3 | 4;

/** Bore in mm of a bore code: 00 → 10, 01 → 12, 02 → 15, 03 → 17, from 04 on five times the code; a single digit is the bore itself (ISO 15). */
export function boreOf(code: string): number {
  if (code.length === 1) return Number(code);
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
