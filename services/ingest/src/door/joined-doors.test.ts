import type { Source, SourceStatus } from "@raceway/ports/source";
import { describe, expect, it } from "vitest";
import { joinDoors } from "./joined-doors.ts";

function door(name: string, status: SourceStatus, opens = true) {
  const calls: string[] = [];
  const source: Source = {
    name,
    async open() {
      calls.push("open");
      if (!opens) throw new Error(`${name} is busy`);
    },
    async publish(topic) {
      calls.push(`publish ${topic}`);
    },
    status: () => status,
    async close() {
      calls.push("close");
    },
  };
  return { source, calls };
}

const OPEN: SourceStatus = { state: "open", connections: 2 };

describe("joinDoors", () => {
  it("opens and closes all, and publishes through the first", async () => {
    const [a, b] = [door("a", OPEN), door("b", OPEN)];
    const both = joinDoors(a.source, b.source);
    await both.open(async () => undefined);
    await both.publish("t", new Uint8Array(), { retain: false });
    await both.close();
    expect(a.calls).toEqual(["open", "publish t", "close"]);
    expect(b.calls).toEqual(["open", "close"]);
    expect(both.status()).toEqual({ state: "open", connections: 4 });
  });

  it("is as open as the worst of them, and says which and why", () => {
    const away: SourceStatus = { state: "connecting", connections: 0, reason: "nobody listens" };
    const both = joinDoors(door("a", OPEN).source, door("b", away).source);
    expect(both.status()).toEqual({
      state: "connecting",
      connections: 2,
      reason: "b: nobody listens",
    });
  });

  it("closes those that were open when one cannot open", async () => {
    const [a, b] = [door("a", OPEN), door("b", OPEN, false)];
    await expect(joinDoors(a.source, b.source).open(async () => undefined)).rejects.toThrow(
      "b is busy",
    );
    expect(a.calls).toEqual(["open", "close"]);
  });
});
