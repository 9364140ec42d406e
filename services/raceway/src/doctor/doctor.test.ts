import { execFileSync, spawnSync } from "node:child_process";
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openAccounts } from "@raceway/access/accounts";
import { openJournal } from "@raceway/journal/journal";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { auditOf } from "../accounts-option.ts";
import { type Finding, inWords } from "./finding.ts";
import { checkAccounts, checkCertificate, checkPlant } from "./house.ts";
import { checkAudit, checkJournal } from "./journal-check.ts";
import { checkClock, checkData, checkVersions } from "./machine.ts";
import { checkBroker, checkPort, checkService } from "./network.ts";

const OPENSSL = "openssl";
const hasOpenssl = spawnSync(OPENSSL, ["version"]).status === 0;

let folder = "";
const file = (name: string) => join(folder, name);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "raceway-doctor-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const open = (path: string) =>
  openJournal({ path, durability: "process", drains: {}, lockTimeoutMs: 10 });

/** A certificate of its own issue, and its key. */
function issue(name: string, days: number): void {
  const files = ["-keyout", file(`${name}.key`), "-out", file(`${name}.crt`)];
  const kind = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=x";
  execFileSync(OPENSSL, [...kind.split(" "), ...files, "-days", `${days}`], { stdio: "ignore" });
}

describe("the doctor", () => {
  it("tells of a sound journal what waits in it, and of one in use that it is", async () => {
    const journal = open(file("ingest.sqlite"));
    await journal.inbox.admit({
      kind: "dead-letter",
      topic: "t",
      head: new Uint8Array(),
      size: 0,
      receivedAt: 1n,
      reasonCode: "undecodable",
      reason: "r",
    });
    expect(checkJournal(file("ingest.sqlite"))).toMatchObject([
      { level: "ok", found: expect.stringContaining("in use by a running service") },
    ]);
    journal.close();
    expect(checkJournal(file("ingest.sqlite"))).toMatchObject([
      { level: "ok", found: expect.stringContaining("0 messages wait for analysis") },
      { level: "warn", found: expect.stringContaining("1 undecodable") },
    ]);
  });

  it("finds a damaged journal, and one that was set aside before", () => {
    writeFileSync(file("ingest.sqlite"), Buffer.alloc(9000, 7));
    expect(checkJournal(file("ingest.sqlite"))).toMatchObject([{ level: "fail" }]);
    writeFileSync(file("ingest.sqlite.corrupt-20261122T060000Z"), "");
    const found = checkData(folder).filter(({ level }) => level === "warn");
    expect(found.map(({ found: text }) => text).join()).toContain("ingest.sqlite.corrupt-");
  });

  it("finds an audit that is damaged", () => {
    const audit = auditOf({ data: folder }, "console");
    const change = {
      who: "a",
      role: "admin",
      address: "x",
      what: "y",
      target: "z",
      outcome: "200",
    };
    audit.note(change);
    audit.close();
    expect(checkAudit({ data: folder })).toMatchObject([{ level: "ok" }, { level: "warn" }]);
    const apart = { data: folder, auditSeal: file("apart/seal") };
    mkdirSync(file("apart"));
    renameSync(file("audit-seal"), apart.auditSeal);
    expect(checkAudit(apart)).toMatchObject([{ level: "ok" }]);
    expect(checkAudit({ data: folder })).toMatchObject([{ level: "fail" }]);
    writeFileSync(file("audit.sqlite"), "nonsense");
    expect(checkAudit({ data: folder })).toMatchObject([{ level: "fail" }]);
  });

  it("finds accounts that others may read, and a directory that everybody may write", () => {
    openAccounts(file("accounts.sqlite")).close();
    chmodSync(file("accounts.sqlite"), 0o644);
    expect(checkAccounts(file("accounts.sqlite"), undefined)).toMatchObject([
      { level: "fail", todo: expect.stringContaining("chmod 600") },
    ]);
    chmodSync(folder, 0o777);
    expect(checkData(folder)[0]).toMatchObject({ level: "warn" });
  });

  it("finds a plant file with faults, and counts what a sound one describes", () => {
    writeFileSync(file("plant.yaml"), "site: x\n");
    expect(checkPlant(file("plant.yaml")).findings).toMatchObject([{ level: "fail" }]);
  });

  it("finds a clock that stands before what was written", async () => {
    writeFileSync(file("ingest.sqlite"), "");
    const tomorrow = Date.now() / 1000 + 86_400;
    utimesSync(file("ingest.sqlite"), tomorrow, tomorrow);
    expect(await checkClock(folder)).toMatchObject([{ level: "fail" }]);
  });

  it.skipIf(!hasOpenssl)(
    "finds certificates that are about to expire, have expired, or do not fit their key",
    () => {
      issue("a", 90);
      issue("b", 90);
      const look = (key: string, inDays: number) =>
        checkCertificate(
          "x",
          file("a.crt"),
          file(`${key}.key`),
          Date.now() + inDays * 86_400_000,
        )[0];
      expect(look("a", 0)).toMatchObject({ level: "ok" });
      expect(look("a", 70)).toMatchObject({ level: "warn" });
      expect(look("a", 100)).toMatchObject({ level: "fail" });
      expect(look("b", 0)).toMatchObject({
        level: "fail",
        found: expect.stringContaining("not the key"),
      });
      expect(checkCertificate("x", file("none.crt"), undefined, 0)).toMatchObject([
        { level: "fail" },
      ]);
    },
  );

  it.skipIf(!hasOpenssl)("looks at the console's certificate too, and misses one", () => {
    issue("a", 10);
    const examine = (...args: string[]) => {
      const main = fileURLToPath(new URL("../main.ts", import.meta.url));
      const given = [main, "doctor", "--json", "--data", folder, "--console-host", "0.0.0.0"];
      const { stdout } = spawnSync(process.execPath, [...given, ...args], { encoding: "utf8" });
      const findings = JSON.parse(stdout) as Finding[];
      return findings.filter(({ area }) => area === "tls").map(({ found }) => found);
    };
    expect(examine()).toEqual([expect.stringContaining("console listens on 0.0.0.0 without TLS")]);
    const pair = ["--console-tls-cert", file("a.crt"), "--console-tls-key", file("a.key")];
    expect(examine(...pair)).toEqual([
      expect.stringMatching(/^console: .*a\.crt is valid until .*\((9|10) days\)$/),
    ]);
  });

  it("asks a running service how it is", async () => {
    const status = {
      ready: true,
      lag: 90,
      inbox_rows: 4000,
      outbox_rows: 12,
      analysing_every: 2,
      dropped: 0,
      deadLetters: { oversize: 3 },
      waitingFor: { store: "connection refused", publish: null },
    };
    const server: Server = createServer((_request, response) =>
      response.end(JSON.stringify(status)),
    );
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const words = inWords(await checkService("127.0.0.1", port));
    expect(await checkPort("health", "127.0.0.1", port)).toMatchObject([
      { found: expect.stringContaining("is listened on") },
    ]);
    server.close();
    for (const part of [
      "4000 messages",
      "does not keep up",
      "one waveform in 2",
      "connection refused",
      "3 oversize",
    ])
      expect(words).toContain(part);
  });

  it("shows no login that stands in an address", async () => {
    const findings = await checkBroker({ url: "mqtt://anna:secret@127.0.0.1:1" });
    expect(findings).toMatchObject([
      { level: "warn", found: expect.stringContaining("127.0.0.1:1") },
    ]);
    expect(inWords(findings)).not.toMatch(/secret|anna/);
  });

  it("says what to do wherever it does not say ok", () => {
    expect(checkVersions("0.1.0")).toMatchObject([{ level: "ok" }]);
    expect(inWords([{ area: "x", level: "warn", found: "y", todo: "z" }])).toContain("→ z");
  });
});
