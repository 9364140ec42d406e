import { INDICATORS } from "@raceway/condition/manipulation/indicators";
import { pointsOf } from "@raceway/model/plant";
import { parsePlant } from "@raceway/plant/plant-file";
import { expect, it } from "vitest";
import { describeChannel } from "./describe-channel.ts";

function described(channel: string): readonly string[] {
  const text = `
site: s
lines:
  - id: l
    machines:
      - { id: m, points: [{ id: p, channels: [{ id: x, ${channel} }] }] }`;
  const plant = parsePlant(text, "plant.yaml", (kind) =>
    INDICATORS.filter(({ kinds }) => kinds.includes(kind)),
  );
  const [channelOf] = pointsOf(plant).get("s/l/m/p")?.point.channels ?? [];
  if (channelOf === undefined) throw new Error("no channel");
  return describeChannel(channelOf);
}

it("limits are said with the units in which they count, whatever unit they were written in", () => {
  expect(
    described(
      "kind: vibration, unit: g, limits: { rms: { alarm: 1 g }, velocity_rms: { warning: 0.1 in/s, alarm: 4.5 } }",
    ),
  ).toEqual(["x: rms alarm 9.81 m/s2", "x: velocity_rms warning 2.54 mm/s, alarm 4.5 mm/s"]);
  expect(
    described("kind: temperature, unit: degF, limits: { temperature: { alarm: 185 degF } }"),
  ).toEqual(["x: temperature alarm 85 degC"]);
});

it("what becomes of a sensor's numbers is said", () => {
  expect(described("kind: vibration, unit: g, sensitivity: 100 mV/g")).toEqual(["x: g = V × 10"]);
  expect(described("kind: vibration, unit: g, scale: 16/32768, offset: -2")).toEqual([
    "x: g = number × 0.000488281 − 2",
  ]);
});
