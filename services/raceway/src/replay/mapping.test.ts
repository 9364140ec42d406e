import type { Channel, Plant } from "@raceway/model/plant";
import type { ChannelKind } from "@raceway/model/unit";
import { describe, expect, it } from "vitest";
import { MappingError, mapChannels } from "./mapping.ts";

function plantWith(
  ...channels: readonly (Pick<Channel, "id" | "kind"> & { trace?: string })[]
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
