import { describe, expect, it } from "vitest";
import { lineInWords, terminalLog } from "./terminal-log.ts";

describe("the log for a person at a terminal", () => {
  it("says a line in words, and what it is about behind", () => {
    const lines: string[] = [];
    const log = terminalLog("warn", (line) => lines.push(line));
    log.info({ url: "x" }, "not asked for");
    log.warn({ drain: "store", rows: 3, gone: null, at: { a: 1 } }, "results wait in the outbox");
    log.error(new TypeError("no such thing"), "reading failed");
    log.error({}, "plain");
    expect(lines).toEqual([
      'warning: results wait in the outbox (drain: store, rows: 3, at: {"a":1})\n',
      "error: reading failed (err: no such thing)\n",
      "error: plain\n",
    ]);
  });

  it("leaves what is no JSON as it is", () => {
    expect(lineInWords("hello\n")).toBe("hello");
  });
});
