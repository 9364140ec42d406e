import type { Alarm } from "@raceway/model/alarm";
import type { AlarmAnswer } from "@raceway/wire/alarm-answer";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createAlarmActs } from "./alarm-acts.ts";
import { createAlarmAsks } from "./alarm-asks.ts";

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
const shelve = { act: "shelve", who: "ann", comment: "cable ordered", minutes: 60 } as const;

/** Acts on a plant with one alarm; `answers` is what the alarm service makes of each message. */
function house(alarm: Alarm | undefined, answers?: (ask: string) => AlarmAnswer) {
  const sent: { topic: string; body: unknown }[] = [];
  const asks = createAlarmAsks(async (topic, payload) => {
    const { ask, ...body } = JSON.parse(payload);
    sent.push({ topic, body });
    asks.answered(Buffer.from(JSON.stringify({ ask: "somebody else's", refused: "no" })));
    if (answers !== undefined) asks.answered(Buffer.from(JSON.stringify(answers(ask))));
  });
  const subject = (id: string) => (id === open.id ? open : undefined);
  return { sent, acts: createAlarmActs({ subject, alarm: () => alarm, ask: asks.ask }) };
}

describe("an act on an alarm", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("answers with the alarm as the alarm service says it is then, and with nothing when it is closed", async () => {
    const after: Alarm = { ...open, state: "acknowledged" };
    const kept = house(open, (ask) => ({ ask, alarm: after }));
    expect(await kept.acts.carryOut(open.id, act)).toEqual(after);
    expect(kept.sent).toEqual([{ topic: "raceway/v1/alarm-act/p/l/m/q/machine", body: act }]);
    const closed = house(open, (ask) => ({ ask, alarm: null }));
    expect(await closed.acts.carryOut(open.id, act)).toBeUndefined();
    expect(vi.getTimerCount()).toBe(0);
  });

  it("covers an alarm that is not open, which then is to come quietly", async () => {
    const { acts, sent } = house(undefined, (ask) => ({ ask, alarm: null }));
    expect(await acts.carryOut(open.id, shelve)).toBeUndefined();
    expect(sent[0]?.body).toEqual(shelve);
  });

  it("is refused here when it needs an open alarm, or the plant has no such alarm", async () => {
    const { acts, sent } = house(undefined);
    await expect(acts.carryOut(open.id, act)).rejects.toMatchObject({
      status: 404,
      message: expect.stringContaining("closed by now"),
    });
    await expect(acts.carryOut("l.m.other.machine", shelve)).rejects.toMatchObject({ status: 404 });
    expect(sent).toEqual([]);
  });

  it("says what the alarm service says against it", async () => {
    const { acts } = house(open, (ask) => ({
      ask,
      refused: "occurrence 1 was meant, but 2 is open",
    }));
    await expect(acts.carryOut(open.id, act)).rejects.toMatchObject({
      status: 409,
      message: expect.stringContaining("2 is open"),
    });
  });

  it("says that nobody confirmed it when the alarm service is silent", async () => {
    const { acts } = house(open);
    const refusal = expect(acts.carryOut(open.id, act)).rejects.toMatchObject({ status: 504 });
    await vi.runAllTimersAsync();
    await refusal;
  });

  it("says at once when the broker cannot be reached", async () => {
    const asks = createAlarmAsks(async () => {
      throw new Error("not connected");
    });
    const acts = createAlarmActs({ subject: () => open, alarm: () => open, ask: asks.ask });
    await expect(acts.carryOut(open.id, act)).rejects.toMatchObject({
      status: 503,
      message: expect.stringContaining("not connected"),
    });
    expect(vi.getTimerCount()).toBe(0);
  });
});
