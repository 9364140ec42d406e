/** A designation as a person writes it, taken apart. */
export interface Asked {
  readonly makers: readonly string[];
  /** Upper case, makers removed (unless nothing is left), single spaces. */
  readonly text: string;
}

/** Spellings of makers that people write before or behind a designation. */
const MAKER_NAMES = [
  ...["SKF", "FAG", "INA", "NSK", "NTN", "SNR", "KOYO", "JTEKT", "TIMKEN", "REXNORD", "LINK-BELT"],
  ...["NACHI", "RHP", "STEYR", "ZKL", "MRC", "FAFNIR", "IBU", "MTK", "LDK", "NICE", "SCHAEFFLER"],
  ...["MINEBEA", "NMB", "IKO", "EZO", "GMN", "C&U", "ZWZ", "HRB", "LYC", "TORRINGTON", "ZVL"],
  ...["FYH", "ASAHI", "DODGE", "SEALMASTER", "MB", "NKE", "FBJ", "CRAFT", "FERSA", "NBC", "URB"],
];

/** @returns the parts of a designation. */
export function askedFor(designation: string): Asked {
  const words = designation
    .toUpperCase()
    .split(/[\s,;()]+/)
    .filter((word) => word !== "");
  const makers = words.filter((word) => MAKER_NAMES.includes(word));
  const rest = words.filter((word) => !MAKER_NAMES.includes(word));
  return { makers, text: (rest.length > 0 ? rest : words).join(" ") };
}

/** Letters and digits of a designation: what must agree; blanks, dots, dashes between them may differ. */
export function keyOf(designation: string): string {
  return designation.toUpperCase().replace(/[^A-Z0-9]/g, "");
}

/** Another designation whose rolling elements are the same, and why. */
export interface SameInside {
  readonly text: string;
  /** For a person. */
  readonly because: string;
}

interface Rule {
  readonly pattern: RegExp;
  readonly same: (found: readonly string[]) => string | undefined;
  readonly because: string;
}

/** Outer rings of inch inserts by their bore in sixteenths; sizes that makers put into two rings are left out. */
const INCH_INSERT_RINGS: Readonly<Record<string, string>> = {
  ...{ 10: "04", 12: "04", 14: "05", 15: "05", 16: "05", 18: "06", 19: "06", 22: "07", 23: "07" },
  ...{ 24: "08", 27: "09", 28: "09", 30: "10", 31: "10" },
};

const RULES: readonly Rule[] = [
  {
    pattern: /^(?:NJ|NUP|NUJ|NUB|NF|NH|RNU|RN|N)[\s.-]*(2|22|3|23|10)(\d\d)(?!\d)/,
    same: ([, series, code]) => `NU ${series}${code}`,
    because: "its ribs differ from those of the NU, its rollers do not",
  },
  {
    pattern:
      /^(?:UC[A-Z]{0,3}|SUC[A-Z]?|SSUC[A-Z]?|CUC|UEL[A-Z]?|UK[A-Z]{0,2}|S[AB][A-Z]?|HC[A-Z]?|NA(?=\s*[23]\d\d(?!\d))|ES|YA[RT]|YE[LT]|GYE?|SER)[\s.-]*(2|3|X)(\d\d)(?!\d)/,
    same: ([, series, code]) => (series === "X" ? undefined : `6${series}${code}`),
    because: "an insert of a housed unit has the balls of the deep groove bearing with its outside",
  },
  {
    pattern: /^ER[\s.-]*(\d\d)(?!\d)/,
    same: ([, sixteenths = ""]) => {
      const ring = INCH_INSERT_RINGS[sixteenths];
      return ring === undefined ? undefined : `62${ring}`;
    },
    because:
      "an insert whose bore is so many sixteenths of an inch has the balls of the deep groove bearing with its outside",
  },
  {
    pattern: /^6([89])(\d\d)(?!\d)/,
    same: ([, series, code]) => `61${series}${code}`,
    because: "68 and 69 are other makers' names of the series 618 and 619",
  },
  {
    pattern: /^6([12])([89])\/(\d)(?!\d)/,
    same: ([, , series, bore]) => `6${series}${bore}`,
    because: "618/ and 619/ are other makers' names of the small 68 and 69",
  },
  {
    pattern: /^5([23])(\d\d)(?!\d)/,
    same: ([, series, code]) => `3${series}${code}`,
    because: "52 and 53 are the American names of the series 32 and 33",
  },
  {
    // FAG puts B before its spindle bearings; the dimensions are those of the bare number.
    pattern: /^B\s?(7\d.*)$/,
    same: ([, rest]) => rest,
    because: "B is FAG's mark of a spindle bearing",
  },
  {
    // Stainless (S, SS, W), hybrid (HC), energy-saving (E2.), flanged (F): the balls are as many and as large.
    pattern: /^(?:E2\.?|HC|SS|S|W|F)[\s-]?(6\d{2,4}(?!\d).*)$/,
    same: ([, rest]) => rest,
    because: "what stands before the number is of material or flange",
  },
];

/** Other designations under which the same rolling elements are known, nearest first. */
export function sameInside(text: string): readonly SameInside[] {
  const found = RULES.flatMap(({ pattern, same, because }) => {
    const match = pattern.exec(text);
    const other = match === null ? undefined : same(match);
    return other === undefined ? [] : [{ text: other, because }];
  });
  // F6805-2RS is a 6805, which is a 61805.
  return [
    ...found,
    ...found.flatMap(({ text: other, because }) =>
      other === text
        ? []
        : sameInside(other).map((one) => ({ ...one, because: `${because}; ${one.because}` })),
    ),
  ];
}

interface Foreign {
  readonly pattern: RegExp;
  readonly what: string;
}

const FOREIGN: readonly Foreign[] = [
  {
    pattern: /^5[1-4][1-4]\d\d(?!\d)|^5[1-4][1-4]\/\d/,
    what: "a thrust ball bearing: both its washers are struck half as often as it has balls a turn, so that lines do not tell them apart; leave `bearing` away, and it is watched by levels",
  },
  {
    pattern: /^(?:811|812|893|894|292|293|294)\d\d(?!\d)/,
    what: "a thrust roller bearing, whose washers' lines do not differ or hardly; leave `bearing` away, or give the maker's orders",
  },
  {
    pattern: /^(?:HK|BK|NK[IS]?|RNA|NA\s?4|NA\s?6|NKX|K\s?\d+X)/,
    what: "a needle roller bearing, whose number of needles each maker chooses",
  },
  {
    pattern: /^(?:J?(?:LM|HM|LL|M|H|L|HH)\s?\d{4,6}|\d{4,5}[A-Z]?\/\d{4,5})/,
    what: "an inch taper roller bearing, whose rollers no standard tells",
  },
  {
    pattern: /^C\s?[2-4][0-9]\d\d/,
    what: "a toroidal roller bearing, whose rollers no standard tells",
  },
  {
    pattern: /^QJ|^7[0-9]/,
    what: "an angular contact bearing: the letters behind the number (C, AC, A, B) tell its contact angle",
  },
  {
    pattern: /^UC|^ER/,
    what: "an insert of a size that makers build into different rings, or that is not in the catalogue",
  },
];

/** What a bearing is of which the catalogue has no row, as far as its designation tells; undefined when it tells nothing. */
export function kindOfUnknown(designation: string): string | undefined {
  const { text } = askedFor(designation);
  return FOREIGN.find(({ pattern }) => pattern.test(text))?.what;
}
