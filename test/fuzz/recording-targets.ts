import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { type ArchivedFile, zipOf } from "./made-archives.ts";
import { tdmsBomb } from "./made-tdms.ts";
import { mutate } from "./mutate.ts";
import type { Random } from "./random.ts";
import { type Target, words } from "./target.ts";
import { traceTarget } from "./trace-target.ts";

/** Recordings of the newer formats, and what they come packed in. */

const golden = (name: string) => bytesOf(`../../packages/traces/golden/${name}`);
const seed = (name: string) => bytesOf(`seeds/${name}`);
const bytesOf = (path: string) => new Uint8Array(readFileSync(new URL(path, import.meta.url)));

/** Rarely, or the run would do little else. */
const BOMB_ONE_IN = 200;
const BOMB_BYTES = 8 * 2 ** 20;
const BOMBS = ["\0", "1,2\n"].map((of) => Buffer.alloc(BOMB_BYTES, of));

/** What generators make is no longer than what mutation makes of recordings. */
const LONGEST = 65_536;

const NUMPY_WORDS = words(
  ...[
    "'shape': (",
    "'descr': '<f8'",
    "'fortran_order': True",
    "0, ",
    "1e9, ",
    "-1, ",
    "9".repeat(20),
  ],
  ...["'<f2'", "'|i1'", "'>u8'", "'|O'", "[('a', '<f8'), ('b', '<i4')]", "\u0093NUMPY", "fs.npy"],
);
const TABLE = "time,vib\n0.000,1\n0.001,2\n0.002,3\n0.003,4\n0.004,5\n";
const TABLE_WORDS = words("\n", ",", "time", "NaN", "1e999", "\u0000", '"', "2026-11-22 06:00:00");

/** Names that would lead out of a folder, are of a packed file, or of nothing. */
const NAMES = [
  ...["a.csv", "b/a.csv", "../a.csv", "/etc/a.csv", "C:\\a.csv", "..\\..\\a.csv", "a.csv/", ""],
  ...["a.zip", "a.csv.gz", "2024-01-02_03-04-05.csv", "x.npy", "\u0000.csv", "é.csv", "a.mat"],
];

function archived(random: Random): ArchivedFile {
  const isBomb = random.below(BOMB_ONE_IN) === 0;
  const bytes = isBomb
    ? random.pick(BOMBS)
    : mutate({ corpus: [...words(TABLE), golden("wave.npy")], dictionary: TABLE_WORDS }, random);
  const claims = random.below(8) === 0 ? random.pick([0, 1, 0x7fffffff, 0xffffffff]) : bytes.length;
  return { name: random.pick(NAMES), bytes, isDeflated: isBomb || random.below(2) === 0, claims };
}

function zipped(random: Random): Uint8Array {
  const files = Array.from({ length: 1 + random.below(4) }, () => archived(random));
  return new Uint8Array(zipOf(files));
}

function gzipped(random: Random): Uint8Array {
  const inner = random.pick([archived(random).bytes, zipOf([archived(random)])]);
  return new Uint8Array(gzipSync(inner));
}

const WORKBOOK: Readonly<Record<string, string>> = {
  "xl/workbook.xml": `<workbook xmlns:r="r"><sheets><sheet name="one" r:id="r1"/></sheets></workbook>`,
  "xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/></Relationships>`,
  "xl/styles.xml": `<styleSheet><numFmts><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs></styleSheet>`,
  "xl/sharedStrings.xml": `<sst><si><t>time</t></si><si><t>vib [g]</t></si></sst>`,
  "xl/worksheets/sheet1.xml": `<worksheet><sheetData><row><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>${Array.from(
    { length: 12 },
    (_, at) =>
      `<row><c r="A${at + 2}" s="1"><v>${45_000 + at}.5</v></c><c r="B${at + 2}"><v>${at % 5}.25</v></c></row>`,
  ).join("")}</sheetData></worksheet>`,
};
const XML_WORDS = words(
  ...[
    "<row>",
    "</row>",
    `<c r="XFD1"><v>1</v></c>`,
    `<c r="ZZZ9">`,
    `t="s"`,
    `s="1"`,
    "<v>",
    "</v>",
  ],
  ...["<![CDATA[", "<!--", "<?xml", `<!DOCTYPE a [<!ENTITY b "bbbb">]>`, "&b;", "&#0;", "&amp;"],
  ...["<t>", "<si>", "1e999", "-1", "2958466", "__proto__", `r:id="r1"`, "\ufeff", "<a:b>"],
);

/** A workbook with one part harmed: mutated, or very much of one thing. */
function workbook(random: Random): Uint8Array {
  const harmed = random.pick(Object.keys(WORKBOOK));
  const times = random.below(20) === 0 ? 8000 : 0;
  const much = random
    .pick(['<row><c r="XFC1"><v>1</v></c></row>', "<row>", "<row/>", "<si><t>a</t></si>", "<a>"])
    .repeat(times);
  const files = Object.entries(WORKBOOK).map(([name, xml]): ArchivedFile => {
    if (name !== harmed) return { name, bytes: Buffer.from(xml) };
    if (times > 0)
      return {
        name,
        bytes: Buffer.from(xml.replace(/(<sheetData>|<sst>|$)/, `$1${much}`)),
        isDeflated: true,
      };
    return { name, bytes: mutate({ corpus: words(xml), dictionary: XML_WORDS }, random) };
  });
  return new Uint8Array(zipOf(files));
}

const LINES = Array.from(
  { length: 12 },
  (_, at) => `{"time":"2024-01-01T00:00:${10 + at}Z","values":{"temp":${at}.5}}`,
).join("\n");

/** Lines with very many names, or very deep. */
function lines(random: Random): Uint8Array {
  const count = 1 + random.below(2000);
  const line = random.pick([
    (at: number) => `{"k${at}":${at}}`,
    (at: number) => `${'{"a":'.repeat(1 + (at % 3000))}1${"}".repeat(1 + (at % 3000))}`,
    (at: number) => `{"time":${at},"x":[${"1,".repeat(at % 50)}1]}`,
    (at: number) => `{"__proto__":{"a":${at}},"constructor":1,"time":${at}}`,
    (at: number) => `{"time":${at},"${"n".repeat(1 + (at % 100))}":${at}}`,
  ]);
  const text = Array.from({ length: count }, (_, at) => line(at)).join("\n");
  return new Uint8Array(Buffer.from(text)).subarray(0, LONGEST);
}

const LONG_TABLE = `time,entity_id,state
${Array.from({ length: 12 }, (_, at) => `2026-11-22T06:00:${10 + at}Z,sensor.${"ab"[at % 2]},${at}.5`).join("\n")}
`;

/** Few or very many series, in turns, one after another or at random, dense or full of holes. */
function longTable(random: Random): Uint8Array {
  const series = 1 + random.below(random.pick([3, 60, 600]));
  const rows = 1 + random.below(random.pick([50, 8000]));
  const order = random.pick([
    (at: number) => at % series,
    (at: number) => Math.floor((at * series) / rows),
    () => random.below(series),
    (at: number) => Math.min(at, series - 1),
  ]);
  const time = random.pick([
    (at: number) => `${at}`,
    (at: number) => `${1_700_000_000 + at}`,
    (at: number) => new Date(1.7e12 + at * 1000).toISOString(),
    (at: number) => (at % 3 === 0 ? "" : `${at % 100}`),
  ]);
  const value = random.pick([
    (at: number) => `${at % 7}`,
    (at: number) => (at % 5 === 0 ? "unavailable" : `${at / 8} °C`),
    () => "",
  ]);
  const lines = Array.from({ length: rows }, (_, at) => `${time(at)},s${order(at)},${value(at)}\n`);
  const text = `${random.pick(["t,name,v", "time,sensor,value", "value,time,tag"])}\n${lines.join("")}`;
  return new Uint8Array(Buffer.from(text)).subarray(0, LONGEST);
}

export const RECORDING_TARGETS: readonly Target[] = [
  traceTarget({
    name: "npy",
    seeds: ["wave.npy", "counts.npy", "fields.npy"].map(golden),
    dictionary: NUMPY_WORDS,
  }),
  traceTarget({
    name: "npz",
    seeds: [golden("archive.npz")],
    dictionary: NUMPY_WORDS,
    generate: (random) => {
      const corpus = [golden("wave.npy"), golden("counts.npy")];
      const inner = mutate({ corpus, dictionary: NUMPY_WORDS }, random);
      return new Uint8Array(zipOf([{ name: "vib.npy", bytes: inner, isDeflated: true }]));
    },
  }),
  traceTarget({
    name: "hdf5",
    extension: "h5",
    seeds: [seed("groups.h5")],
    dictionary: words(
      "\u0089HDF\r\n",
      "TREE",
      "SNOD",
      "HEAP",
      "GCOL",
      "OHDR",
      "FRHP",
      "run",
      "vib",
    ),
  }),
  traceTarget({
    name: "mat73",
    extension: "mat",
    seeds: [seed("matlab73.mat"), golden("hdf5.mat")],
    dictionary: words(
      "MATLAB 7.3",
      "MATLAB_class",
      "MATLAB_empty",
      "double",
      "char",
      "TREE",
      "SNOD",
    ),
  }),
  traceTarget({
    name: "uff",
    seeds: ["text.uff", "binary.uff"].map(seed),
    dictionary: words(
      "    -1\n",
      "    58\n",
      "    58b",
      "         2",
      "99999999999",
      "NONE",
      "-",
      "E+99",
    ),
  }),
  traceTarget({
    name: "lvm",
    seeds: [seed("columns.lvm")],
    dictionary: words(
      ...[
        "\t",
        ",",
        "\r\n",
        "***End_of_Header***",
        "X_Columns\tMulti",
        "X_Columns\tNo",
        "Separator\tComma",
      ],
      ...[
        "Channels\t2",
        "Channels\t99999999",
        "Delta_X\t0",
        "Delta_X\t-1",
        "Samples\t1e9",
        "X0\t",
        "Time\t",
      ],
    ),
  }),
  traceTarget({
    name: "tdms",
    seeds: ["chunks.tdms", "scaled.tdms", "daqmx.tdms"].map(seed),
    dictionary: words(
      ...[
        "TDSm",
        "/'group'/'x'",
        "wf_increment",
        "wf_start_time",
        "unit_string",
        "NI_Number_Of_Scales",
      ],
      ...[
        "NI_Scale[0]_Scale_Type",
        "Linear",
        "Polynomial",
        "\u00ff\u00ff\u00ff\u00ff",
        "\u0000\u0000\u0000\u0000",
      ],
    ),
    generate: tdmsBomb,
  }),
  traceTarget({
    name: "flac",
    seeds: ["sound.flac", "stereo.flac"].map(golden),
    dictionary: words("fLaC", "\u0000\u0000\u0000\u0022", "\u00ff\u00f8"),
  }),
  traceTarget({
    name: "rf64",
    seeds: [seed("long.rf64")],
    dictionary: words("RF64", "BW64", "ds64", "data", "fmt ", "\u00ff\u00ff\u00ff\u00ff", "LIST"),
  }),
  traceTarget({
    name: "parquet",
    seeds: ["table.parquet", "plain.parquet"].map(seed),
    dictionary: words("PAR1", "schema", "time", "vib", "\u0015\u0000", "\u0019\u00fc"),
    isPacked: true,
    // Each is read in a thread of its own, which takes a third of a second to begin.
    share: 0.03,
  }),
  traceTarget({
    name: "workbook",
    extension: "xlsx",
    seeds: [golden("book.xlsx")],
    dictionary: XML_WORDS,
    generate: workbook,
    isPacked: true,
  }),
  traceTarget({
    name: "json-lines",
    extension: "ndjson",
    seeds: words(LINES),
    dictionary: words(
      "{",
      "}",
      "[",
      "]",
      ":",
      ",",
      '"time":',
      '"__proto__":',
      "null",
      "\n",
      "1e999",
      "\\u0000",
    ),
    generate: lines,
    isPacked: true,
  }),
  traceTarget({
    name: "json-document",
    extension: "json",
    seeds: words(
      '[{"time":"2024-01-02T03:04:05Z","temp":1},{"time":"2024-01-02T03:05:05Z","temp":2}]',
      '{"fs":1000,"start":"2024-01-02T03:04:05Z","x":[1,2,1,3,0,4]}',
    ),
    dictionary: words("{", "}", "[", "]", ":", ",", '"fs":', "null", "1e999", '"x":[1,2]', "\\n"),
    isPacked: true,
  }),
  traceTarget({
    name: "long-table",
    extension: "csv",
    seeds: words(LONG_TABLE, LONG_TABLE.replaceAll(",", ";").replaceAll(".", ",")),
    dictionary: words(
      ...["\n", ",", ";", "\t", '"', "sensor.a", "sensor.b", "unavailable", "1e999", "-1.5", "2,5"],
      ...[
        "entity_id",
        "state",
        "time",
        "2026-11-22T06:00:00Z",
        "1700000000",
        "\u0000",
        "__proto__",
      ],
    ),
    generate: longTable,
  }),
  traceTarget({
    name: "gzip",
    extension: "csv.gz",
    seeds: [golden("table.csv.gz")],
    dictionary: TABLE_WORDS,
    generate: gzipped,
    isPacked: true,
  }),
  traceTarget({
    name: "zip",
    seeds: [golden("tables.zip")],
    dictionary: words("PK\u0003\u0004", "PK\u0001\u0002", "PK\u0005\u0006", "../", ".csv"),
    generate: zipped,
    isPacked: true,
  }),
  traceTarget({
    name: "tar",
    seeds: [golden("tables.tar")],
    dictionary: words("ustar", "00000000100", "../", "x", "L", "12 path=../a.csv\n", "\u0080"),
    isPacked: true,
  }),
];
