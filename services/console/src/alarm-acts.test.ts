import type { Alarm } from "@raceway/model/alarm";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createAlarmActs } from "./alarm-acts.ts";

const open: Alarm = {
  id: "l.m.q.machine",
  occurrence: 1,
  point: "p/l/m/q",
  condition: "machine",
  where: { line: "L", machine: "M", point: "Q" },
  state: "unacknowledged",
  severity: "alarm",
  title: "Unusual behaviour",
  evidence: ["first"],
  advice: "Look.",
  since: "2026-11-22T06:00:00.000Z",
  comments: [],
};
const act = { act: "acknowledge", who: "ann" } as const;

describe("an act on an alarm", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("waits past newer evidence for the answer itself", async () => {
    let now: Alarm | undefined = open;
    const acts = createAlarmActs({ alarm: () => now, publish: async () => {} });
    let result: Alarm | undefined | "waiting" = "waiting";
    const done = acts.carryOut(open.id, act).then((answer) => {
      result = answer;
    });
    now = { ...open, evidence: ["second"] };
    acts.changed();
    await vi.advanceTimersByTimeAsync(100);
    expect(result).toBe("waiting");
    now = undefined;
    acts.changed();
    await done;
    expect(result).toBeUndefined();
  });

  it("says that nobody confirmed it when the alarm service is silent", async () => {
    const acts = createAlarmActs({ alarm: () => open, publish: async () => {} });
    const refusal = expect(acts.carryOut(open.id, act)).rejects.toMatchObject({ status: 504 });
    await vi.runAllTimersAsync();
    await refusal;
  });

  it("says at once when the broker cannot be reached", async () => {
    const publish = async () => {
      throw new Error("not connected");
    };
    const acts = createAlarmActs({ alarm: () => open, publish });
    await expect(acts.carryOut(open.id, act)).rejects.toMatchObject({
      status: 503,
      message: expect.stringContaining("not connected"),
    });
    expect(vi.getTimerCount()).toBe(0);
  });
});
