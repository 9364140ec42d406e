import { nanosOfIso } from "@raceway/model/time";
import { describe, expect, it } from "vitest";
import { createHostClock } from "./host-clock.ts";

const NOON = nanosOfIso("2026-11-30T12:00:00Z") ?? 0n;
const SECOND = 1_000_000_000n;
const DAY = 86_400n * SECOND;

function setUp(remembered?: number) {
  let seconds = 0;
  const told: number[] = [];
  const clock = createHostClock({
    seconds: () => seconds,
    toleranceSeconds: 300,
    ...(remembered !== undefined && { remembered }),
    remember: (behind) => told.push(behind),
  });
  /** Every point delivers once a second, `offsets` seconds off the host's clock. */
  function hear(offsets: readonly number[], during: number, host = NOON) {
    for (let s = 0; s < during; s++) {
      seconds += 1;
      const now = host + BigInt(seconds) * SECOND;
      offsets.forEach((offset, point) => {
        clock.hear(`p${point}`, now + BigInt(offset) * SECOND, now);
      });
    }
  }
  return { clock, hear, told };
}

describe("the host's clock", () => {
  it("is right while the sensors' clocks agree with it, or with nothing", () => {
    const { clock, hear } = setUp();
    hear([0, 2, -3, 1], 10);
    expect(clock.fault()).toBeUndefined();
    hear([0, 90_000, -500_000, 1], 10);
    expect(clock.fault()).toBeUndefined();
  });

  it("is behind as soon as most sensors are ahead of it by the same", () => {
    const { clock, hear } = setUp();
    hear([86_400, 86_401, 0, 86_398], 1);
    expect(clock.fault()).toEqual({ offsetSeconds: 86_400, points: 3, of: 4 });
    expect(clock.believed(NOON)).toBe(NOON + DAY);
    hear([0, 1, 0, -2], 2);
    expect(clock.fault()).toBeUndefined();
  });

  it("is ahead only when most sensors stay behind by the same: what waited comes like that too", () => {
    const { clock, hear } = setUp();
    hear([-7200, -7200, -7201], 30);
    expect(clock.fault()).toBeUndefined();
    hear([-7200, -7200, -7201], 40);
    expect(clock.fault()).toMatchObject({ offsetSeconds: -7200 });
    const backlog = setUp();
    for (let waited = 7200; waited > 0; waited -= 60) backlog.hear([-waited, -waited, -waited], 1);
    expect(backlog.clock.fault()).toBeUndefined();
  });

  it("is doubted by nobody where too few points have a clock, unless it was never set", () => {
    const { clock, hear } = setUp();
    hear([86_400, 86_400], 5);
    expect(clock.fault()).toBeUndefined();
    const unset = setUp();
    const booted = 10n * SECOND;
    unset.hear([Number((NOON - booted) / SECOND)], 1, booted);
    expect(unset.clock.fault()).toMatchObject({ points: 1, of: 1 });
  });

  it("is not believed at once when it is set back: no record of a good clock looks ahead", () => {
    const { clock, hear } = setUp();
    hear([0], 10);
    const setBack = NOON - DAY;
    expect(clock.believed(setBack)).toBeGreaterThan(NOON);
    hear([86_400], 1, setBack);
    expect(clock.fault()).toMatchObject({ offsetSeconds: 86_400, points: 1 });
  });

  it("is believed after it was set, when no sensor's clock speaks against it for ten minutes", () => {
    const { clock, hear } = setUp();
    hear([0], 10);
    clock.believed(NOON - DAY);
    hear([], 601);
    expect(clock.believed(NOON - DAY)).toBe(NOON - DAY);
  });

  it("is remembered to be behind, so that after a start no sensor is called ahead before enough have spoken", () => {
    const before = setUp();
    before.hear([86_400, 86_400, 86_400], 2);
    before.hear([86_401, 86_400, 86_400], 2);
    expect(before.told).toEqual([86_400]);
    const { clock, hear, told } = setUp(86_400);
    hear([86_400], 1);
    expect(clock.fault()).toBeUndefined();
    expect(clock.believed(NOON)).toBe(NOON + DAY);
    hear([86_400, 86_400, 86_400], 1);
    expect(clock.fault()).toMatchObject({ offsetSeconds: 86_400 });
    hear([0, 0, 0], 1);
    expect(clock.believed(NOON)).toBe(NOON);
    expect(told).toEqual([0]);
  });

  it("is not remembered to be behind for longer than a minute when few points speak", () => {
    const { clock, hear, told } = setUp(86_400);
    hear([0], 70);
    expect(clock.believed(NOON)).toBe(NOON);
    expect(told).toEqual([0]);
  });

  it("is not judged by clocks that were never set, nor by points that have gone", () => {
    const { clock, hear } = setUp();
    hear([-1_790_000_000, -1_790_000_000, -1_790_000_000], 90);
    expect(clock.fault()).toBeUndefined();
    hear([86_400, 86_400, 86_400], 1);
    expect(clock.fault()).toBeDefined();
    hear([], 700);
    hear([0], 1);
    expect(clock.fault()).toBeUndefined();
  });
});
