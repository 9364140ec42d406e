import { readFileSync } from "node:fs";
import { deflateSync } from "node:zlib";
import { createAdmission } from "@raceway/ingest/door/admission";
import { pointsOf, producingMachines } from "@raceway/model/plant";
import { standsOf } from "@raceway/model/test-stand";
import { PlantFileError, parsePlant } from "@raceway/plant/plant-file";
import { parseScenario } from "@raceway/simulator/scenario-file";
import { matRecord } from "@raceway/traces/mat/mat-channels";
import { readMatFile } from "@raceway/traces/mat/mat-file";
import { TraceError } from "@raceway/traces/trace";
import { encodeWaveform, jsonBytes } from "@raceway/wire/codec";
import { plantOf } from "../running-ingest.ts";
import { promised, promisePlain, shapeOf, type Target, words } from "./target.ts";
import { traceTarget } from "./trace-target.ts";

/** Files that people give, and the door that puts topic, payload and plant together. */

const EXAMPLE = readFileSync(new URL("../../examples/bearing-plant.yaml", import.meta.url), "utf8");
const SMALL_PLANT = `
site: s
lines:
  - id: l
    machines:
      - id: m
        powerKw: 20
        support: rigid
        speed: { rpm: 1500, channel: p/rpm }
        points:
          - id: p
            bearing: 6205
            channels:
              - { id: vib, kind: vibration, unit: g, sampleRate: 1000, limits: { rms: { warning: 1 } } }
              - { id: temp, kind: temperature, unit: degC, sparkplug: "G/E/D:Temp" }
              - { id: rpm, kind: speed }
              - { id: vrms, kind: vibration, unit: mm/s, values: velocity_rms }
`;
const YAML_WORDS = words(
  ...[
    "\n",
    "  ",
    "- ",
    ": ",
    "{",
    "}",
    "[",
    "]",
    "&a ",
    "*a ",
    "<<: *a",
    "!!binary ",
    "!!js/function ",
    "? ",
    "|\n",
    ">\n",
    "---\n",
    "...\n",
    "%YAML 1.1\n",
  ],
  ...[
    "__proto__: ",
    "constructor: ",
    "prototype: ",
    "toString: ",
    "null",
    "~",
    ".nan",
    ".inf",
    "0x7f",
    "1e999",
    "'",
    '"',
    "#",
    "\t",
    "\u0000",
    "\ufeff",
  ],
  ...[
    "[[[[",
    "{a: ",
    "&a [*a]",
    "- - - - ",
    "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\n",
  ],
  ...[
    "lines:",
    "machines:",
    "points:",
    "channels:",
    "limits:",
    "speed:",
    "bearing:",
    "sparkplug: ",
    "id: ",
    "kind: ",
    "unit: ",
    "site: ",
  ],
);

const LONGEST_MESSAGE = 200_000;
/** The parser takes some microseconds for each character, more for each fault: a file of tens of kilobytes takes its time without any malice. */
const LONGEST_YAML = 8192;

const plants: Target = {
  name: "plant-file",
  seeds: words(EXAMPLE, SMALL_PLANT, JSON.stringify({ site: "s", lines: [] })),
  dictionary: YAML_WORDS,
  longest: LONGEST_YAML,
  share: 1,
  run(input) {
    try {
      const plant = parsePlant(Buffer.from(input).toString("utf8"), "plant.yaml", () => [
        { name: "rms", unit: "signal" },
      ]);
      promisePlain(plant);
      promised(pointsOf(plant).size > 0, "a plant has points");
      return "ok";
    } catch (error) {
      if (!(error instanceof PlantFileError)) throw error;
      promised(error.faults.length > 0, "a refusal names a fault");
      promised(error.message.length < LONGEST_MESSAGE, "a refusal can be read");
      return shapeOf(error.faults.map(({ found }) => found.slice(0, 12)).join("|"));
    }
  },
};

const SCENARIO = {
  name: "night",
  sampling: {
    vibrationEverySeconds: 60,
    soundEverySeconds: 60,
    readingEverySeconds: 10,
    samples: 8192,
  },
  machines: { "s/l/m": { shiftHours: [22, 6], speedSteps: [{ fromSeconds: 600, factor: 0.8 }] } },
  faults: [{ at: "s/l/m", fault: "lubrication", onsetSeconds: 3600, growthSeconds: 7200, to: 0.5 }],
};

const scenarios: Target = {
  name: "scenario-file",
  longest: LONGEST_YAML,
  share: 1,
  seeds: words(
    JSON.stringify(SCENARIO),
    "name: n\nsampling: { vibrationEverySeconds: 1, soundEverySeconds: 1, readingEverySeconds: 1, samples: 64 }\n",
  ),
  dictionary: [
    ...YAML_WORDS,
    ...words("faults:", "machines:", "sampling:", "sensorFaults:", "outer-race"),
  ],
  run(input) {
    try {
      promisePlain(parseScenario(Buffer.from(input).toString("utf8"), "scenario.yaml"));
      return "ok";
    } catch (error) {
      // The reader's own errors begin with the file's name; anything else slipped through.
      promised(
        error instanceof Error && error.message.startsWith("scenario.yaml"),
        `only its own errors: ${error}`,
      );
      promised(String(error).length < LONGEST_MESSAGE, "a refusal can be read");
      return shapeOf(String(error));
    }
  },
};

type Words = readonly number[];

/** An element of a MAT-file of level 5: type, size, data padded to 8 bytes. */
function element(type: number, data: Uint8Array): Buffer {
  const tag = Buffer.alloc(8);
  tag.writeUInt32LE(type, 0);
  tag.writeUInt32LE(data.length, 4);
  const pad = type === 15 ? 0 : (8 - (data.length % 8)) % 8;
  return Buffer.concat([tag, data, Buffer.alloc(pad)]);
}
const int32 = (...values: Words) => Buffer.from(Int32Array.from(values).buffer);
const doubles = (count: number) =>
  Buffer.from(Float64Array.from({ length: count }, (_, i) => Math.sin(i)).buffer);
const array = (kind: number, name: string, dims: Words, ...body: Buffer[]) =>
  element(
    14,
    Buffer.concat([
      element(6, int32(kind, 0)),
      element(5, int32(...dims)),
      element(1, Buffer.from(name)),
      ...body,
    ]),
  );
const numeric = (name: string, rows: number, columns = 1) =>
  array(6, name, [rows, columns], element(9, doubles(rows * columns)));
const struct = (name: string, fields: Readonly<Record<string, Buffer>>) => {
  const names = Buffer.concat(
    Object.keys(fields).map((key) =>
      Buffer.concat([Buffer.from(key), Buffer.alloc(32 - key.length)]),
    ),
  );
  return array(2, name, [1, 1], element(5, int32(32)), element(1, names), ...Object.values(fields));
};
const matFile = (...variables: Buffer[]) => {
  const head = Buffer.alloc(128, " ");
  head.write("MATLAB 5.0 MAT-file", "latin1");
  head.writeUInt16LE(0x0100, 124);
  head.write("IM", 126, "latin1");
  return new Uint8Array(Buffer.concat([head, ...variables]));
};
/** Level 4: five words, the name, the numbers. */
const level4 = (name: string, rows: number) =>
  new Uint8Array(
    Buffer.concat([int32(0, rows, 1, 0, name.length + 1), Buffer.from(`${name}\0`), doubles(rows)]),
  );

const text = (value: string) => array(4, "", [1, value.length], element(16, Buffer.from(value)));
const MATS = [
  matFile(numeric("X105_DE_time", 1001), numeric("X105RPM", 1)),
  matFile(struct("bearing", { gs: numeric("", 1001), sr: numeric("", 1), rate: numeric("", 1) })),
  matFile(
    struct("rec", {
      Y: struct("", { Name: text("speed"), Data: numeric("", 4), Raster: text("HostService") }),
    }),
  ),
  matFile(array(1, "cells", [1, 2], numeric("", 1), text("two")), numeric("long", 2, 600)),
  matFile(element(15, deflateSync(numeric("packed", 1001)))),
  level4("x", 1001),
];

const chunk = (id: string, data: Uint8Array, length = data.length) => {
  const head = Buffer.alloc(8);
  head.write(id, "latin1");
  head.writeUInt32LE(length, 4);
  return Buffer.concat([head, data, Buffer.alloc(data.length % 2)]);
};
const wav = (code: number, channels: number, bits: number, data: Uint8Array, length?: number) => {
  const format = Buffer.alloc(16);
  format.writeUInt16LE(code, 0);
  format.writeUInt16LE(channels, 2);
  format.writeUInt32LE(8000, 4);
  format.writeUInt16LE(bits, 14);
  return new Uint8Array(
    chunk(
      "RIFF",
      Buffer.concat([
        Buffer.from("WAVE"),
        chunk("fmt ", format),
        chunk("LIST", Buffer.alloc(4)),
        chunk("data", data, length),
      ]),
    ),
  );
};
const WAVS = [
  wav(1, 1, 16, Buffer.alloc(64, 3)),
  wav(1, 2, 24, Buffer.alloc(60, 5)),
  wav(1, 1, 8, Buffer.alloc(9, 9)),
  wav(3, 1, 32, Buffer.from(Float32Array.of(0, 0.5, 1).buffer)),
  wav(3, 1, 64, Buffer.from(Float64Array.of(0, 0.5, 1).buffer), 0xffffffff),
];

const TABLES = words(
  "time,vibration [m/s2],temp\n0.000,1.5,20\n0.001,2.5,21\n0.002,3.5,22\n0.003,4.5,23\n",
  "1;2,5;3\r\n2;3,5;4\r\n3;4,5;5\r\n4;5,5;6\r\n",
  "# prose\n\n  1.0e0   2.0\n  -1.5e-3 3\n  4 5\n",
  "date;x\n2026-11-22T06:00:00Z;1\n2026-11-22T06:00:01Z;2\n2026-11-22T06:00:02Z;3\n2026-11-22T06:00:03Z;4\n",
  "Horizontal_vibration_signals,Vertical_vibration_signals\n0.1,0.2\n0.3,0.4\n0.5,0.6\n",
  "1\n2\n3\n4\n5\n",
);
const TABLE_WORDS = words(
  ...[
    "\n",
    "\r\n",
    ",",
    ";",
    "\t",
    " ",
    '"',
    ".",
    "-",
    "+",
    "e",
    "1e999",
    "NaN",
    "Inf",
    "1e-400",
    "0x1f",
    "\u0000",
    "\ufeff",
    "1.2.3",
  ],
  ...[
    "time",
    "timestamp",
    "2026-11-22 06:00:00",
    "1700000000",
    "1700000000000",
    "99999999999999999999",
    "-0",
    "\n\n\n",
    ",,,,",
    "1,2,3\n",
  ],
);

/** Topic and payload in one input, set apart by the first zero byte: as the door gets them. */
const door: Target = (() => {
  const plant = plantOf(SMALL_PLANT);
  const admit = createAdmission({
    points: pointsOf(plant),
    stands: standsOf(plant),
    machines: producingMachines(plant),
  });
  const message = (topic: string, payload: Uint8Array) =>
    new Uint8Array(Buffer.concat([Buffer.from(`${topic}\0`), payload]));
  const time = 1_700_000_000_000_000_000n;
  const samples = Float64Array.of(1, 2, 3);
  return {
    name: "door",
    seeds: [
      message(
        "raceway/v1/waveform/s/l/m/p/vib",
        encodeWaveform({ time, sampleRate: 1000, unit: "g", samples }, "cbor"),
      ),
      message(
        "raceway/v1/waveform/s/l/m/p/vib",
        encodeWaveform({ sampleRate: 1000, unit: "mm/s", samples }, "json"),
      ),
      message(
        "raceway/v1/reading/s/l/m/p/temp",
        jsonBytes({ time: `${time}`, unit: "K", value: 300 }),
      ),
      message("raceway/v1/reading/s/l/m/p/vrms", jsonBytes({ unit: "in/s", value: 0.1 })),
      message(
        "raceway/v1/limit-edit/s/l/m/p",
        jsonBytes({
          channel: "temp",
          indicator: "temperature",
          limit: { warning: 60, alarm: 70 },
          who: "Ann",
          why: "new grease",
        }),
      ),
    ],
    dictionary: words(
      "\u0000",
      "waveform",
      "reading",
      "limit-edit",
      "/vib",
      "/temp",
      "/rpm",
      "/vrms",
      '"unit":"K"',
      '"__proto__":',
      "sampleRate",
      "1e3",
      "9223372036854775807",
    ),
    run(input) {
      const cut = input.indexOf(0);
      const topic = Buffer.from(input.subarray(0, Math.max(cut, 0))).toString("utf8");
      const decision = admit({ topic, payload: input.subarray(cut + 1), receivedAt: time });
      if (decision.ok) {
        const { record } = decision;
        return record === undefined ? "status" : `${record.type} ${Reflect.get(record, "unit")}`;
      }
      promised(decision.rejection.reason.length < 200_000, "a reason can be read");
      return `${decision.rejection.code}: ${shapeOf(decision.rejection.reason)}`;
    },
  };
})();

const MAT_WORDS = words(
  ...[
    "X1_DE_time",
    "bearing",
    "gs",
    "sr",
    "Y",
    "Data",
    "Name",
    "IM",
    "MI",
    "MATLAB 7.3",
    "__proto__",
  ],
);

/** The parser alone, on files that are nearly all structure. */
const matValues: Target = {
  name: "mat-values",
  seeds: [
    matFile(numeric("x", 2), numeric("X105RPM", 1)),
    matFile(struct("bearing", { gs: numeric("", 2), sr: numeric("", 1) })),
    matFile(struct("rec", { Y: struct("", { Name: text("speed"), Data: numeric("", 4) }) })),
    matFile(array(1, "cells", [1, 2], numeric("", 1), text("two"))),
    matFile(element(15, deflateSync(struct("s", { packed: numeric("", 2) })))),
    level4("x", 3),
  ],
  dictionary: [
    ...MAT_WORDS,
    ...[1, 2, 4, 5, 6, 7, 9, 12, 14, 15, 16].flatMap((type) => [
      new Uint8Array(int32(type, 0)),
      new Uint8Array(int32(type, 8)),
      new Uint8Array(int32(type, 0x7fffffff)),
      new Uint8Array(int32(type | (4 << 16))),
    ]),
  ],
  run(input) {
    try {
      const values = readMatFile(input, "a.mat");
      const record = matRecord("a.mat", values);
      return `ok ${[...values.values()]
        .map(({ type }) => type)
        .slice(0, 4)
        .join()} ${record?.publisher}`;
    } catch (error) {
      if (!(error instanceof TraceError)) throw error;
      promised(error.message.length < 2000, "a refusal is short");
      return shapeOf(error.reason);
    }
  },
};

export const FILE_TARGETS: readonly Target[] = [
  plants,
  scenarios,
  traceTarget({ name: "mat", seeds: MATS, dictionary: MAT_WORDS }),
  matValues,
  traceTarget({
    name: "wav",
    seeds: WAVS,
    dictionary: words(
      "RIFF",
      "RF64",
      "WAVE",
      "fmt ",
      "data",
      "ds64",
      "LIST",
      "\u0000\u0000\u0000\u0000",
    ),
  }),
  traceTarget({ name: "csv", seeds: TABLES, dictionary: TABLE_WORDS }),
  door,
];
