import { pointsOf, producingMachines } from "@raceway/model/plant";
import { standsOf } from "@raceway/model/test-stand";
import { parsePlant } from "@raceway/plant/plant-file";
import type { Message } from "@raceway/ports/source";
import { describe, expect, it } from "vitest";
import { createAdmission } from "./admission.ts";

const PLANT = parsePlant(
  `
site: s
lines:
  - id: l
    machines:
      - id: m
        points:
          - { id: p, channels: [{ id: temp, kind: temperature, unit: degC }] }
`,
  "plant.yaml",
  () => [],
);
const NOW = 1_700_000_000_000_000_000n;
const TEMP = "raceway/v1/reading/s/l/m/p/temp";
const STATUS = "raceway/v1/status/s/l/m/p";
const decide = createAdmission({
  points: pointsOf(PLANT),
  stands: standsOf(PLANT),
  machines: producingMachines(PLANT),
});
const message = (topic: string, payload: string, rest: Partial<Message> = {}): Message => ({
  topic,
  payload: Buffer.from(payload),
  receivedAt: NOW,
  ...rest,
});
const rejection = (of: Message) => {
  const decision = decide(of);
  return decision.ok ? undefined : decision.rejection;
};

describe("the door", () => {
  it("takes a copy that the broker had kept for no news, unless it says of when it is", () => {
    const kept = { retained: true } as const;
    expect(rejection(message(TEMP, '{"unit":"degC","value":61}', kept))).toMatchObject({
      code: "retained",
      reason: expect.stringContaining("without the retain flag"),
    });
    const timed = `{"time":"${NOW}","unit":"degC","value":61}`;
    expect(rejection(message(TEMP, timed, kept))).toBeUndefined();
    expect(rejection(message(TEMP, '{"unit":"degC","value":61}'))).toBeUndefined();
  });

  it("names what is right for a topic that is nobody's, and how many like it were only counted", () => {
    const { code, reason } = rejection(message("shellies/x", "41.5", { keptBack: 7 })) ?? {};
    expect(code).toBe("unknown-topic");
    expect(reason).toMatch(/"shellies\/x" is no sensor topic: raceway\/v1.*; 7 more/);
  });

  it("sets aside what a client says where Raceway alone speaks", () => {
    const topic = STATUS.replace("/status/", "/state/");
    expect(rejection(message(topic, "{}"))).toEqual({
      code: "unknown-topic",
      reason: `"${topic}" is published by Raceway itself alone; nobody was handed this`,
    });
  });

  it("stores no status that can be read, and sets aside one that cannot", () => {
    expect(decide(message(STATUS, "Offline"))).toEqual({ ok: true });
    expect(decide(message(STATUS, ""))).toEqual({ ok: true });
    expect(rejection(message(STATUS, '{"status":"gone"}'))).toMatchObject({ code: "schema" });
    expect(rejection(message(`${STATUS}x`, "offline"))).toMatchObject({ code: "unknown-point" });
  });

  it("makes a dead letter of whatever goes wrong while it reads", () => {
    const faulty = message(TEMP, "");
    Object.defineProperty(faulty, "payload", {
      get() {
        throw new RangeError("Maximum call stack size exceeded");
      },
    });
    expect(rejection(faulty)).toMatchObject({
      code: "fault",
      reason: expect.stringContaining("Maximum call stack"),
    });
  });
});
