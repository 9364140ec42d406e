import { describe, expect, it } from "vitest";
import { createEdgeVoice, type Said, type VoiceMetric } from "./edge-voice.ts";
import { DATATYPE, decodePayload } from "./payload.ts";

const TEMP: VoiceMetric = {
  name: "Temp",
  alias: 3,
  datatype: DATATYPE.float,
  value: 20,
  timestamp: 5,
};
const read = ({ payload }: Said) => decodePayload(payload);
const metric = (said: Said, name: string) =>
  read(said).metrics.find((each) => each.name === name)?.value;
const voice = () => createEdgeVoice("G", "E", () => 7);

describe("the edge node that the tests speak with", () => {
  it("counts its connections in bdSeq from 0, and after 255 begins anew (tck-id-topics-nbirth-bdseq-increment)", () => {
    const edge = voice();
    const counted = Array.from({ length: 257 }, () => metric(edge.will(), "bdSeq"));
    expect(counted.map((value) => value?.type === "integer" && Number(value.bits))).toEqual(
      Array.from({ length: 257 }, (_, n) => n % 256),
    );
  });

  it("says in its will nothing but bdSeq, without a sequence number, and the same when it goes on purpose (tck-id-topics-ndeath-seq, tck-id-operational-behavior-edge-node-intentional-disconnect-ndeath)", () => {
    const edge = voice();
    const will = read(edge.will());
    expect(will.metrics.map(({ name }) => name)).toEqual(["bdSeq"]);
    expect(will.seq).toBeUndefined();
    expect(read(edge.death())).toEqual(will);
  });

  it("is born with sequence number 0, the will's bdSeq and Node Control/Rebirth = false (tck-id-topics-nbirth-seq-num, tck-id-topics-nbirth-bdseq-included, tck-id-topics-nbirth-rebirth-metric)", () => {
    const edge = voice();
    const will = edge.will();
    edge.data("D", [TEMP]);
    const birth = edge.birth();
    expect(birth.topic).toBe("spBv1.0/G/NBIRTH/E");
    expect(Number(read(birth).seq)).toBe(0);
    expect(metric(birth, "bdSeq")).toEqual(metric(will, "bdSeq"));
    expect(metric(birth, "Node Control/Rebirth")).toEqual({ type: "boolean", value: false });
  });

  it("numbers every message after its birth, over the turn from 255 to 0 (tck-id-payloads-sequence-num-incrementing)", () => {
    const edge = voice();
    edge.will();
    edge.birth();
    const said = [edge.deviceBirth("D", [TEMP]), edge.deviceDeath("D")];
    while (said.length < 256) said.push(edge.data(undefined, []));
    expect(said.map((each) => Number(read(each).seq))).toEqual(
      Array.from({ length: 256 }, (_, n) => (n + 1) % 256),
    );
  });

  it("gives name, alias, datatype and time in births, and afterwards the alias alone (tck-id-payloads-name-birth-data-requirement, tck-id-payloads-alias-birth-requirement, tck-id-payloads-alias-data-cmd-requirement)", () => {
    const edge = voice();
    edge.will();
    const [born] = read(edge.deviceBirth("D", [TEMP])).metrics;
    expect(born).toMatchObject({ name: "Temp", alias: 3n, datatype: 9, timestamp: 5n });
    const [told] = read(edge.data("D", [TEMP])).metrics;
    expect(told).toMatchObject({ alias: 3n, timestamp: 5n });
    expect([told?.name, told?.datatype]).toEqual([undefined, undefined]);
  });
});
