import { describe, expect, it } from "vitest";
import { createThinning } from "./thinning.ts";

function setUp() {
  let now = 0;
  const thinning = createThinning({ afterSeconds: 60, backlog: 100, seconds: () => now, most: 8 });
  return {
    thinning,
    /** So much waits after so many further seconds. */
    pass(seconds: number, messages: number) {
      now += seconds;
      return thinning.waiting(messages);
    },
  };
}

describe("thinning", () => {
  it("does nothing while the backlog is short or young", () => {
    const { thinning, pass } = setUp();
    expect(pass(0, 100)).toBe(false);
    expect(pass(1000, 5000)).toBe(false);
    expect(pass(59, 9000)).toBe(false);
    expect(thinning.every).toBe(1);
    expect([1, 2, 3].map(() => thinning.takes("a"))).toEqual([true, true, true]);
  });

  it("begins when the backlog has lasted, and doubles while that does not shorten it", () => {
    const { thinning, pass } = setUp();
    pass(0, 1000);
    expect(pass(60, 1000)).toBe(true);
    expect(thinning.every).toBe(2);
    expect(pass(60, 1200)).toBe(true);
    expect(thinning.every).toBe(4);
    for (let n = 0; n < 10; n++) pass(60, 5000);
    expect(thinning.every).toBe(8);
  });

  it("leaves alone a backlog that is long but gets shorter, as after an outage", () => {
    const { thinning, pass } = setUp();
    for (let messages = 100_000; messages > 100; messages -= 1000) pass(30, messages);
    expect(thinning.every).toBe(1);
  });

  it("ends when the backlog has been caught up, and needs a lasting one to begin again", () => {
    const { thinning, pass } = setUp();
    pass(0, 1000);
    pass(60, 1000);
    expect(pass(1, 100)).toBe(true);
    expect(thinning).toMatchObject({ every: 1, behind: false });
    expect(pass(1, 1000)).toBe(false);
    expect(pass(59, 1000)).toBe(false);
    expect(pass(1, 1000)).toBe(true);
  });

  it("takes every k-th waveform of each channel, whatever the order of the channels", () => {
    const { thinning, pass } = setUp();
    pass(0, 1000);
    pass(60, 1000);
    pass(60, 1000);
    const took = ["a", "b", "a", "a", "b", "a", "a", "b", "b", "b"].map(
      (channel) => `${channel}${thinning.takes(channel) ? "+" : "-"}`,
    );
    expect(took).toEqual(["a+", "b+", "a-", "a-", "b-", "a-", "a+", "b-", "b-", "b+"]);
  });
});
