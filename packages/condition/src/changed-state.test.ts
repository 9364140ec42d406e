import { expect, it } from "vitest";
import { movedState, stateWithoutChannels, stateWithRenamedChannel } from "./changed-state.ts";

const POINT = "s/l/m/p";
const STATE = {
  times: [
    ["vib", "5"],
    ["temp", "7"],
  ],
  surroundings: [["s/l/m/p/temp", 40]],
  chain: {
    limits: [{ channel: "temp", indicator: "temperature" }],
    detection: {
      watch: { channels: [["vib", { lastSeen: "5" }]] },
      channels: [
        ["vib", "vibration", {}],
        ["temp", "temperature", {}],
      ],
      exchange: { rows: { vib: [[1]] } },
    },
    diagnosis: { channels: [{ channel: "vib", joined: {} }] },
    prognosis: { state: { levels: { vib: { level: 1 }, temp: { level: 2 } } } },
  },
};

it("a state moves to another path with everything that names it", () => {
  expect(movedState(STATE, POINT, "s/l/n/q")).toEqual({
    ...STATE,
    surroundings: [["s/l/n/q/temp", 40]],
  });
});

it("a channel takes everything that is remembered of it to its new id", () => {
  const renamed = stateWithRenamedChannel(STATE, POINT, { from: "vib", to: "axial" });
  expect(JSON.stringify(renamed)).toBe(JSON.stringify(STATE).replaceAll('"vib"', '"axial"'));
});

it("nothing is left of a channel that is no more, but what people set", () => {
  const without = stateWithoutChannels(STATE, ["vib"]);
  expect(JSON.stringify(without)).not.toContain('"vib"');
  expect(without).toMatchObject({
    times: [["temp", "7"]],
    chain: {
      limits: STATE.chain.limits,
      prognosis: { state: { levels: { temp: { level: 2 } } } },
    },
  });
});
