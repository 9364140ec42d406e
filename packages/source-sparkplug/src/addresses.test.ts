import { describe, expect, it } from "vitest";
import { metricAddress } from "./metric-mapping.ts";
import { parseSparkplugTopic } from "./sparkplug-topic.ts";

describe("metricAddress", () => {
  it("takes the edge node, the device and a metric name with slashes and colons apart", () => {
    expect(metricAddress("Plant 1/PLC-3/Spindle:Bearing/Temp:front")).toEqual({
      group: "Plant 1",
      edge: "PLC-3",
      device: "Spindle",
      metric: "Bearing/Temp:front",
    });
    expect(metricAddress("G/E:m")).toEqual({ group: "G", edge: "E", metric: "m" });
  });

  it.each(["G/E", "G:m", "G/E/D/F:m", "/E:m", "G/+:m", "G/E:"])("knows no %s", (text) => {
    expect(metricAddress(text)).toBeUndefined();
  });
});

describe("parseSparkplugTopic", () => {
  it("knows the topics of nodes, devices and hosts (tck-id-topics-nbirth-topic, -ddata-topic, tck-id-host-topic-phid-birth-topic)", () => {
    expect(parseSparkplugTopic("spBv1.0/G/NBIRTH/E")).toEqual({
      type: "NBIRTH",
      group: "G",
      edge: "E",
    });
    expect(parseSparkplugTopic("spBv1.0/G/DDATA/E/D")).toEqual({
      type: "DDATA",
      group: "G",
      edge: "E",
      device: "D",
    });
    expect(parseSparkplugTopic("spBv1.0/STATE/host")).toEqual({ type: "STATE", host: "host" });
  });

  it.each([
    "spBv1.0/G/NCMD/E",
    "spBv1.0/G/NDATA/E/D",
    "spBv1.0/G/DDATA/E",
    "spAv1.0/G/NDATA/E",
    "",
    "spBv1.0//NDATA/E",
  ])("has nothing to say of %s", (text) => {
    expect(parseSparkplugTopic(text)).toBeUndefined();
  });
});
