import { nanosOfSeconds } from "@raceway/model/time";
import { describe, expect, it } from "vitest";
import { START } from "../testing.ts";
import { createSystemWatch } from "./system-watch.ts";

/** A watch and its clock, seconds since it began to listen. */
function house() {
  const watch = createSystemWatch(START);
  const at = (seconds: number) => START + nanosOfSeconds(seconds);
  /** What is wrong, looked at every second up to a moment. */
  let looked = 0;
  const wrongAt = (seconds: number, connected = true): readonly string[] => {
    while (looked < seconds - 1) watch.look(at(++looked), connected);
    looked = seconds;
    return watch
      .look(at(seconds), connected)
      .flatMap(({ fault }) => (fault === "none" ? [] : [fault]));
  };
  const say = (seconds: number, status: object, retained = false) => {
    if (looked < seconds - 1) wrongAt(seconds - 1);
    watch.heard({ status: "online", ...status }, retained, at(seconds));
  };
  return {
    wrongAt,
    say,
    findings: (seconds: number, connected = true) => watch.look(at(seconds), connected),
    /** Says the same every 10 s, looked at every second. */
    sayUntil(from: number, to: number, status: object) {
      for (let second = from; second <= to; second += 10) {
        say(second, status);
        wrongAt(second);
      }
    },
  };
}

describe("the watch over ingest", () => {
  it("says nothing until it knows, and then that it is well", () => {
    const { findings, say } = house();
    expect(findings(1)).toEqual([]);
    say(2, {});
    expect(findings(3)).toContainEqual(
      expect.objectContaining({ about: "ingest-offline", fault: "none" }),
    );
  });

  it("misses an ingest that never speaks, and one whose last word the broker merely kept", () => {
    const { wrongAt, say } = house();
    say(1, {}, true);
    expect(wrongAt(60)).toEqual([]);
    expect(wrongAt(67)).toEqual(["ingest-offline"]);
  });

  it("notices an ingest that falls silent, and its return at once", () => {
    const { wrongAt, sayUntil, say } = house();
    sayUntil(0, 100, {});
    expect(wrongAt(165)).toEqual([]);
    expect(wrongAt(166)).toEqual(["ingest-offline"]);
    say(200, {});
    expect(wrongAt(200)).toEqual([]);
  });

  it("believes its last will, live or kept, but forgives a restart", () => {
    const { wrongAt, say } = house();
    say(0, {});
    say(10, { status: "offline" });
    expect(wrongAt(20)).toEqual([]);
    say(25, {});
    say(30, { status: "offline" }, true);
    expect(wrongAt(59)).toEqual([]);
    expect(wrongAt(60)).toEqual(["ingest-offline"]);
  });

  it("counts a lost broker as a lost ingest, and leaves it time to speak after the return", () => {
    const { wrongAt, say, findings } = house();
    say(0, {});
    expect(wrongAt(30, false)).toEqual([]);
    expect(wrongAt(31, false)).toEqual(["ingest-offline"]);
    expect(wrongAt(60, false)).toEqual(["ingest-offline"]);
    // The broker is back: that says nothing of ingest, neither that it is well nor that it is not.
    expect(findings(61)).toEqual([]);
    say(70, {});
    expect(findings(70)).toContainEqual(
      expect.objectContaining({ about: "ingest-offline", fault: "none" }),
    );
  });

  it("warns of a store that takes nothing for a minute, in its own words", () => {
    const { wrongAt, sayUntil, findings } = house();
    sayUntil(0, 50, { waitingFor: { store: "connect ECONNREFUSED" } });
    expect(wrongAt(59)).toEqual([]);
    sayUntil(60, 70, { waitingFor: { store: "connect ECONNREFUSED" } });
    expect(wrongAt(71)).toEqual(["store-unreachable"]);
    expect(findings(71).find(({ fault }) => fault === "store-unreachable")?.text.en).toContain(
      "ECONNREFUSED",
    );
    sayUntil(80, 120, { waitingFor: { store: null } });
    expect(wrongAt(121)).toEqual([]);
  });

  it("warns of a backlog that grows old although the store answers", () => {
    const { wrongAt, sayUntil } = house();
    sayUntil(0, 70, { drains: { store: { age: 400 } } });
    expect(wrongAt(71)).toEqual(["store-unreachable"]);
  });

  it("warns at once when messages are dropped or refused or the disk is nearly full, for ten minutes after the last", () => {
    const { wrongAt, say, sayUntil } = house();
    const room = { refused: 0, diskFree: 0.5 };
    say(0, { dropped: 7, room });
    expect(wrongAt(5)).toEqual([]);
    say(10, { dropped: 8, room });
    expect(wrongAt(11)).toEqual(["storage-full"]);
    sayUntil(20, 610, { dropped: 8, room });
    expect(wrongAt(615)).toEqual(["storage-full"]);
    sayUntil(620, 630, { dropped: 8, room });
    expect(wrongAt(631)).toEqual([]);
    say(640, { dropped: 8, room: { ...room, refused: 1 } });
    expect(wrongAt(641)).toEqual(["storage-full"]);
    // A restart begins to count anew.
    sayUntil(650, 1260, { dropped: 0, room });
    expect(wrongAt(1261)).toEqual([]);
    say(1270, { dropped: 0, room: { ...room, diskFree: 0.04 } });
    expect(wrongAt(1271)).toEqual(["storage-full"]);
  });

  it("warns of thinning only when it lasts", () => {
    const { wrongAt, sayUntil } = house();
    sayUntil(0, 590, { analysing_every: 2 });
    expect(wrongAt(599)).toEqual([]);
    sayUntil(600, 610, { analysing_every: 4 });
    expect(wrongAt(611)).toEqual(["overload"]);
  });

  it("leaves other troubles as they are while ingest is away", () => {
    const { findings, sayUntil, wrongAt } = house();
    sayUntil(0, 70, { waitingFor: { store: "away" } });
    expect(wrongAt(71)).toEqual(["store-unreachable"]);
    wrongAt(150);
    expect(findings(150).map(({ about, fault }) => [about, fault])).toEqual([
      ["ingest-offline", "ingest-offline"],
    ]);
  });

  it("says that nothing can be stored also of a disk that it called nearly full before", () => {
    const watch = createSystemWatch(START);
    const text = () =>
      watch.look(START, true).find(({ about }) => about === "disk-nearly-full")?.text.en;
    watch.disk("alarms", { path: "/data", free: 0, total: 1e9 });
    expect(text()).toBe("Of the disk of alarms (/data) 0.0 % are free, 0 MB.");
    watch.stuck("database or disk is full");
    expect(text()).toMatch(/^The alarm service cannot store anything \(database or disk is full\)/);
    watch.stuck(undefined);
    expect(text()).toMatch(/cannot store/);
  });

  it("passes over what makes no sense", () => {
    const { wrongAt, say } = house();
    say(0, { status: 5 });
    expect(wrongAt(67)).toEqual(["ingest-offline"]);
  });

  it("tells of a journal that was set aside, until ingest is started again", () => {
    const { wrongAt, say, findings } = house();
    const setAside = "/data/ingest.sqlite.corrupt-20261122T060000Z";
    expect(wrongAt(1)).toEqual([]);
    say(2, { journalSetAside: { setAside, reason: "file is not a database" } });
    expect(wrongAt(3)).toEqual(["journal-damaged"]);
    const found = findings(3).find(({ fault }) => fault === "journal-damaged");
    expect(found?.text.en).toContain(setAside);
    say(20, { journalSetAside: null });
    expect(wrongAt(21)).toEqual([]);
  });

  it("tells of an embedded store that was set aside", () => {
    const { say, findings } = house();
    const setAside = "/data/telemetry.duckdb.corrupt-20261122T060000Z";
    say(2, { storeSetAside: { setAside, reason: "not a valid DuckDB database file" } });
    const found = findings(3).find(({ fault }) => fault === "journal-damaged");
    expect(found?.text.en).toMatch(/^The store could not be read .*telemetry\.duckdb\.corrupt-/);
  });

  it("tells of analysis that stands still, when that lasts", () => {
    const { wrongAt, say, sayUntil, findings } = house();
    expect(wrongAt(0)).toEqual([]);
    say(1, { standsStill: "results cannot be stored: disk is full" });
    expect(wrongAt(2)).toEqual([]);
    say(10, { standsStill: "results cannot be stored: disk is full" });
    expect(wrongAt(13)).toEqual(["analysis-stopped"]);
    const found = findings(13).find(({ fault }) => fault === "analysis-stopped");
    expect(found?.text.en).toBe("Analysis stands still: results cannot be stored: disk is full.");
    sayUntil(20, 40, {});
    expect(wrongAt(41)).toEqual([]);
  });

  it("tells of the host's clock, and which way it is wrong", () => {
    const { wrongAt, say, sayUntil, findings } = house();
    const text = () => findings(3).find(({ fault }) => fault === "clock-wrong")?.text.en;
    say(2, { clock: { offsetSeconds: 86_400, points: 3, of: 4 } });
    expect(wrongAt(3)).toEqual(["clock-wrong"]);
    expect(text()).toBe(
      "Ingest's clock is 24 h behind the clocks of 3 of 4 measurement points, which agree.",
    );
    sayUntil(10, 50, {});
    expect(wrongAt(51)).toEqual([]);
  });
});
