import { nanosOfSeconds } from "@raceway/model/time";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createEvenClock } from "./even-clock.ts";
import { START } from "./testing.ts";

describe("the even clock", () => {
  it("runs on evenly, and tells of every time the other was set, however that was", () => {
    const span = fc.integer({ min: 0, max: 100_000 });
    const jump = fc.integer({ min: -100_000_000, max: 100_000_000 });
    fc.assert(
      fc.property(fc.array(fc.tuple(span, jump)), (moves) => {
        let passed = 0;
        let set = 0;
        const clock = {
          now: () => START + nanosOfSeconds(passed + set),
          seconds: () => passed,
          after: () => () => {},
        };
        const even = createEvenClock(clock);
        let followed = 0n;
        for (const [seconds, by] of moves) {
          passed += seconds;
          set += by;
          const found = even.wasSet();
          even.followed(found);
          followed += found;
          expect(even.now()).toBe(START + nanosOfSeconds(passed));
          expect(even.shown(even.now())).toBe(clock.now());
        }
        // Steps of a second or less count as a clock that drifts.
        const slack = nanosOfSeconds(2 * moves.length);
        const missed = nanosOfSeconds(set) - followed;
        expect(missed <= slack && missed >= -slack).toBe(true);
      }),
    );
  });

  it("takes drift for no setting", () => {
    let passed = 0;
    const clock = {
      now: () => START + nanosOfSeconds(passed * 1.0005),
      seconds: () => passed,
      after: () => () => {},
    };
    const even = createEvenClock(clock);
    for (; passed < 100_000; passed += 1) expect(even.wasSet()).toBe(0n);
  });
});
