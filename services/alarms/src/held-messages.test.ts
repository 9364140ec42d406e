import { silentLog } from "@raceway/ports/log";
import { describe, expect, it } from "vitest";
import { createHeldMessages } from "./held-messages.ts";

function bench() {
  let full = false;
  const done: number[] = [];
  const acknowledged: number[] = [];
  const held = createHeldMessages(silentLog);
  return {
    held,
    done,
    acknowledged,
    fill(now: boolean): void {
      full = now;
    },
    come(n: number): void {
      const carryOut = () => {
        if (full) throw Object.assign(new Error("database or disk is full"), { errcode: 13 });
        if (n < 0) throw new TypeError("never");
        done.push(n);
      };
      held.receive({ carryOut, acknowledge: () => acknowledged.push(n) }, () => {});
    },
  };
}

describe("messages that cannot be stored", () => {
  it("are not acknowledged, and are carried out in their order once there is room", () => {
    const { held, come, fill, done, acknowledged } = bench();
    come(1);
    fill(true);
    come(2);
    come(3);
    held.retry();
    expect([done, acknowledged]).toEqual([[1], [1]]);
    expect(held.state()).toEqual({ messages: 2, reason: "database or disk is full" });
    fill(false);
    // What comes now waits for those before it.
    come(4);
    expect(done).toEqual([1]);
    held.retry();
    expect([done, acknowledged]).toEqual([
      [1, 2, 3, 4],
      [1, 2, 3, 4],
    ]);
    expect(held.state()).toBeUndefined();
  });

  it("are forgotten with their connection: the broker gives them again", () => {
    const { held, come, fill, done } = bench();
    fill(true);
    come(1);
    held.forget();
    fill(false);
    held.retry();
    expect(done).toEqual([]);
    expect(held.state()).toBeUndefined();
  });

  it("are another thing than one that can never be carried out, which holds up nobody", () => {
    const { come, done, acknowledged } = bench();
    come(-1);
    come(2);
    expect([done, acknowledged]).toEqual([[2], [-1, 2]]);
  });
});
