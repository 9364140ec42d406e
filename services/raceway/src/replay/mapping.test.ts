import type { Channel, Plant } from "@raceway/model/plant";
import type { ChannelKind } from "@raceway/model/unit";
import { describe, expect, it } from "vitest";
import { MappingError, mapChannels } from "./mapping.ts";

function plantWith(
  ...channels: readonly (Pick<Channel, "id" | "kind" | "fullScale"> & { trace?: string })[]
): Plant {
  const point = {
    path: "s/l/m/p",
    id: "p",
    name: "p",
    channels: channels.map((c) => ({ name: c.id, silentAfter: 300, limits: [], ...c })),
  };
  const machine = {
    id: "m",
    name: "m",
    speed: { tolerance: 0.02 },
    loadUnit: "%",
    points: [point],
  } as const;
  return { site: "s", name: "s", lines: [{ id: "l", name: "l", machines: [machine] }], trace: {} };
}

function mapped(plant: Plant, ...names: readonly (string | readonly [string, ChannelKind])[]) {
  const channels = names.map((n) =>
    typeof n === "string" ? { name: n } : { name: n[0], kind: n[1] },
  );
  const { targets, missing } = mapChannels(plant, channels);
  return {
    pairs: [...targets].map(([name, { channel }]) => `${name}→${channel.id}`).toSorted(),
    missing,
  };
}

describe("a recording's channels", () => {
  it("go where the plant file's trace names say, whatever the case", () => {
    const plant = plantWith(
      { id: "a", kind: "vibration", trace: "fe" },
      { id: "b", kind: "vibration", trace: "DE" },
    );
    expect(mapped(plant, "DE", "FE", "BA").pairs).toEqual(["DE→b", "FE→a"]);
  });

  it("go to equal ids before they go by kind", () => {
    const plant = plantWith(
      { id: "x", kind: "vibration" },
      { id: "horizontal", kind: "vibration" },
    );
    expect(mapped(plant, ["horizontal", "vibration"], ["vertical", "vibration"]).pairs).toEqual([
      "horizontal→horizontal",
      "vertical→x",
    ]);
  });

  it("of a sound file go to a vibration sensor that says what full scale is", () => {
    const plant = (fullScale?: number) =>
      plantWith({ id: "vib", kind: "vibration", ...(fullScale && { fullScale }) });
    expect(mapped(plant(50), ["sound", "sound"]).pairs).toEqual(["sound→vib"]);
    expect(() => mapped(plant(), ["sound", "sound"])).toThrow(MappingError);
  });

  it("go by kind in order where nothing is named, and nameless ones count as vibration", () => {
    const plant = plantWith({ id: "vib", kind: "vibration" }, { id: "temp", kind: "temperature" });
    expect(mapped(plant, ["temperature", "temperature"], "x1").pairs).toEqual([
      "temperature→temp",
      "x1→vib",
    ]);
  });

  it("that the plant wants in vain are told, and do not stop the others", () => {
    const plant = plantWith(
      { id: "a", kind: "vibration", trace: "DE" },
      { id: "b", kind: "vibration", trace: "FE" },
    );
    const { pairs, missing } = mapped(plant, "DE");
    expect(pairs).toEqual(["DE→a"]);
    expect(missing).toEqual(['s/l/m/p/b wants trace "FE"; the recording has DE']);
  });

  it("that nobody wants at all are an error that shows both sides", () => {
    const plant = plantWith({ id: "temp", kind: "temperature" });
    expect(() => mapped(plant, ["DE", "vibration"])).toThrow(MappingError);
    expect(() => mapped(plant, ["DE", "vibration"])).toThrow(
      /has DE \(vibration\).*wants p\/temp \(temperature\)/,
    );
  });
});

describe("where several channels could be meant", () => {
  const one = plantWith({ id: "v1", kind: "vibration" });
  const columns = [
    { name: "col1", looks: "only rises, 0 … 99", still: true },
    { name: "col2", looks: "swings about zero, -1 … 1" },
    { name: "col3", looks: "pulses, 0 … 5" },
  ] as const;

  it("none is taken: they are listed with what each looks like", () => {
    expect(() => mapChannels(one, columns)).toThrow(
      /could be s\/l\/m\/p\/v1 \(vibration\); say which.*:\n {2}col2: swings about zero, -1 … 1\n {2}col3: pulses, 0 … 5$/,
    );
  });

  it("a counter is no vibration, also when it is the only one or named", () => {
    expect(() => mapChannels(one, columns.slice(0, 1))).toThrow(/the recording has col1/);
    const named = plantWith({ id: "v1", kind: "vibration", trace: "col1" });
    expect(() => mapChannels(named, columns)).toThrow(
      /col1 \(only rises, 0 … 99\) is a counter or a clock/,
    );
  });

  it("what says its kind goes before what does not, and a unit in the title is no part of its name", () => {
    const { targets } = mapChannels(one, [
      ...columns,
      { name: "Acceleration (g)", kind: "vibration" },
    ]);
    expect([...targets.keys()]).toEqual(["Acceleration (g)"]);
    const byName = plantWith({ id: "speed", kind: "vibration", trace: "velocity" });
    const { targets: found } = mapChannels(byName, [...columns, { name: "Velocity [in/s]" }]);
    expect([...found.keys()]).toEqual(["Velocity [in/s]"]);
  });
});
