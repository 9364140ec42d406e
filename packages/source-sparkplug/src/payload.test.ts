import fc from "fast-check";
import sparkplug from "sparkplug-payload/lib/sparkplugPayloadProto.js";
import { describe, expect, it } from "vitest";
import {
  DATATYPE,
  decodePayload,
  encodeRebirthRequest,
  numberOf,
  REBIRTH_METRIC,
} from "./payload.ts";
import { ProtobufError } from "./protobuf.ts";

const { Payload } = sparkplug.org.eclipse.tahu.protobuf;
type ProtoMetric = sparkplug.org.eclipse.tahu.protobuf.Payload.IMetric;

const written = (metrics: ProtoMetric[]) =>
  decodePayload(Payload.encode({ timestamp: 1_700_000_000_000, seq: 7, metrics }).finish());
const numberIn = (metric: ProtoMetric) => {
  const [read] = written([metric]).metrics;
  return numberOf(read?.value, read?.datatype);
};

describe("decodePayload, of what Eclipse Tahu's encoder writes,", () => {
  it("reads the time and the sequence number", () => {
    expect(written([])).toEqual({ timestamp: 1_700_000_000_000n, seq: 7, metrics: [] });
  });

  it("reads Int8 to Int64 as two's complement, UInt32 and UInt64 as they are (tck-id-payloads-metric-datatype-value)", () => {
    expect(numberIn({ datatype: DATATYPE.int8, intValue: -5 >>> 0 })).toBe(-5);
    expect(numberIn({ datatype: DATATYPE.int16, intValue: -30_000 >>> 0 })).toBe(-30_000);
    expect(numberIn({ datatype: DATATYPE.int32, intValue: 0x8000_0000 })).toBe(-2_147_483_648);
    expect(numberIn({ datatype: DATATYPE.int64, longValue: -9 })).toBe(-9);
    expect(numberIn({ datatype: DATATYPE.uint32, longValue: 4_294_967_295 })).toBe(4_294_967_295);
    expect(numberIn({ datatype: DATATYPE.uint32, intValue: 4_294_967_295 })).toBe(4_294_967_295);
    expect(numberIn({ datatype: DATATYPE.uint64, longValue: 2 ** 52 })).toBe(2 ** 52);
  });

  it("reads every float and double", () => {
    fc.assert(
      fc.property(fc.float(), (value) => {
        expect(numberIn({ datatype: DATATYPE.float, floatValue: value })).toBe(value);
      }),
    );
    fc.assert(
      fc.property(fc.double(), (value) => {
        expect(numberIn({ datatype: DATATYPE.double, doubleValue: value })).toBe(value);
      }),
    );
  });

  it("keeps the value of a metric that leaves out its datatype (tck-id-payloads-metric-datatype-not-req)", () => {
    const [metric] = written([{ alias: 3, floatValue: 1.5 }]).metrics;
    expect(metric).toMatchObject({ alias: 3n, value: { type: "real", value: 1.5 } });
    expect(metric?.datatype).toBeUndefined();
  });

  it("reads names, times, flags and properties", () => {
    const [metric] = written([
      {
        name: "Spindle/Temp",
        timestamp: 12,
        datatype: DATATYPE.double,
        isHistorical: true,
        isNull: true,
        properties: {
          keys: ["unit", "scale", "__proto__"],
          values: [
            { type: 12, stringValue: "degC" },
            { type: DATATYPE.double, doubleValue: 0.5 },
            { type: 12, stringValue: "harmless" },
          ],
        },
      },
    ]).metrics;
    expect(metric).toMatchObject({
      name: "Spindle/Temp",
      timestamp: 12n,
      isHistorical: true,
      isNull: true,
    });
    expect(metric?.properties.get("unit")?.value).toEqual({ type: "text", value: "degC" });
    expect(metric?.properties.get("__proto__")?.value).toEqual({ type: "text", value: "harmless" });
  });

  it("leaves out a property without a partner (tck-id-payloads-propertyset-keys-array-size)", () => {
    const [metric] = written([
      { properties: { keys: ["a", "b"], values: [{ type: 3, intValue: 1 }] } },
    ]).metrics;
    expect([...(metric?.properties.keys() ?? [])]).toEqual(["a"]);
  });

  it("reads a data set by the datatypes of its columns; a text is NaN", () => {
    const [metric] = written([
      {
        datatype: DATATYPE.dataSet,
        datasetValue: {
          numOfColumns: 2,
          columns: ["samples", "note"],
          types: [DATATYPE.int32, 12],
          rows: [{ elements: [{ intValue: -2 >>> 0 }, { stringValue: "x" }] }],
        },
      },
    ]).metrics;
    expect(metric?.value).toEqual({
      type: "dataset",
      value: {
        columns: ["samples", "note"],
        types: [DATATYPE.int32, 12],
        rows: [[-2, Number.NaN]],
      },
    });
  });

  it("reads bytes unchanged", () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const [metric] = written([{ datatype: DATATYPE.bytes, bytesValue: bytes }]).metrics;
        expect(metric?.value).toMatchObject({ type: "bytes" });
        expect(metric?.value?.type === "bytes" && [...metric.value.value]).toEqual([...bytes]);
      }),
    );
  });

  it("passes over templates, however deep they nest", () => {
    let metric: ProtoMetric = { name: "leaf", datatype: DATATYPE.double, doubleValue: 1 };
    for (let depth = 0; depth < 40; depth++)
      metric = { datatype: 19, templateValue: { metrics: [metric] } };
    expect(written([metric]).metrics[0]?.value).toEqual({ type: "other" });
  });
});

describe("decodePayload", () => {
  it("says of any bytes what they are, or throws ProtobufError", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          expect(decodePayload(bytes).metrics).toBeInstanceOf(Array);
        } catch (error) {
          expect(error).toBeInstanceOf(ProtobufError);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it("refuses a length beyond the end, and says where", () => {
    expect(() => decodePayload(Uint8Array.of(0x12, 0x05, 0x00))).toThrow(
      "a field claims 5 bytes at byte 2, where 1 are left",
    );
  });
});

describe("encodeRebirthRequest", () => {
  it("is Node Control/Rebirth = true without a sequence number, to Eclipse Tahu's decoder too (tck-id-operational-behavior-data-commands-ncmd-rebirth-name, -value, tck-id-payloads-ncmd-seq)", () => {
    const read = Payload.toObject(Payload.decode(encodeRebirthRequest(1_700_000_000_000)), {
      longs: Number,
    });
    expect(read).toEqual({
      timestamp: 1_700_000_000_000,
      metrics: [
        {
          name: REBIRTH_METRIC,
          timestamp: 1_700_000_000_000,
          datatype: DATATYPE.boolean,
          booleanValue: true,
        },
      ],
    });
  });
});
