import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AlarmOccurrence } from "@raceway/model/alarm-occurrence";
import { feedbackMessage } from "@raceway/wire/history-ask";
import Fastify from "fastify";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type ApiParts, addApi } from "../http/api-routes.ts";
import { createFoundFiles } from "./found-files.ts";

const ID = "l.m.q.machine";
const PNG = Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), Buffer.alloc(50)]);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "raceway-found-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A console and an alarm service with one occurrence, which keeps what it is told. */
function house() {
  let row: AlarmOccurrence = {
    ...{ id: ID, occurrence: 3, condition: "machine", severity: "alarm" },
    ...{ where: { line: "L", machine: "M", point: "Q" }, since: "2026-11-22T06:00:00.000Z" },
  };
  const askAt = async (topic: string, body: object) => {
    if (topic.endsWith("/alarm-feedback/p")) {
      const { ask: _, id, occurrence, ...told } = feedbackMessage.parse({ ...body, ask: "a" });
      if (id !== ID || occurrence !== 3) return { ask: "a", refused: "there is none" };
      row = { ...row, feedback: { ...told, at: "2026-11-22T09:00:00.000Z" } };
      return { ask: "a" };
    }
    const { occurrence } = body as { occurrence?: number };
    const rows = occurrence === undefined || occurrence === 3 ? [row] : [];
    return { ask: "a", history: { total: rows.length, people: [], rows } };
  };
  const app = Fastify();
  app.addContentTypeParser(
    "application/octet-stream",
    { parseAs: "buffer" },
    (_request, body, done) => done(null, body),
  );
  addApi(app, {
    plant: () => ({ site: "p", lines: [] }),
    live: { subject: (id: string) => (id === ID ? {} : undefined) },
    askAt,
    foundFiles: createFoundFiles(folder),
  } as unknown as ApiParts);
  const headers = { "content-type": "application/octet-stream" };
  return {
    get: (path: string) => app.inject(`/api/${path}`),
    tell: (body: object, occurrence = 3) =>
      app.inject({
        ...{ method: "POST", url: `/api/alarms/${ID}/occurrences/${occurrence}/feedback` },
        body,
      }),
    keep: (bytes: Buffer, id = ID) =>
      app.inject({ method: "POST", url: `/api/alarms/${id}/files`, headers, body: bytes }),
  };
}

describe("what was found of an alarm", () => {
  it("is kept with its picture, and handed on as a case", async () => {
    const { get, tell, keep } = house();
    const kept = (await keep(PNG)).json();
    expect(kept).toMatchObject({ file: expect.stringMatching(/^[0-9a-f-]{36}\.png$/), bytes: 58 });
    const files = [{ ...kept, name: "ring 😀.jpg" }];
    const told = await tell({ who: "Ann", diagnosis: "wrong", found: "loose cover", files });
    expect(told.json().feedback).toMatchObject({ who: "Ann", diagnosis: "wrong", files });
    const one = (await get(`alarms/${ID}/occurrences/3`)).json();
    expect(one.feedback.found).toBe("loose cover");
    expect((await get("alarm-cases")).json()).toMatchObject([{ id: ID, feedback: { files } }]);
    const file = await get(`alarms/${ID}/files/${kept.file}`);
    expect(file.rawPayload.equals(PNG)).toBe(true);
    expect(file.headers).toMatchObject({
      "content-type": "image/png",
      "content-disposition": `attachment; filename="${kept.file}"`,
    });
  });

  it("is refused in words where it is not whole, names files of others, or an occurrence that never was", async () => {
    const { tell } = house();
    expect((await tell({ who: "Ann" })).json().message).toMatch(/right, wrong or not-found/);
    const file = "01234567-89ab-cdef-0123-456789abcdef.png";
    const other = { file, name: "a.png", bytes: 1, sha256: "0".repeat(64) };
    const stolen = await tell({ who: "Ann", diagnosis: "right", files: [other] });
    expect(stolen.json().message).toBe(`${file} is none of the files of ${ID}.`);
    const never = await tell({ who: "Ann", diagnosis: "right" }, 4);
    expect(never.json().message).toBe(`There is no occurrence 4 of ${ID}.`);
  });

  it.each([
    ["an SVG with a script", '<?xml version="1.0"?><svg><script>alert(1)</script></svg>', /SVG/],
    ["a page that is called a picture", "<html><script>alert(1)</script>", /neither a picture/],
    ["a program", "\x7fELF\x02\x01", /neither a picture/],
  ])("takes no file that is %s", async (_what, text, why) => {
    const { keep } = house();
    const answer = await keep(Buffer.from(text, "latin1"));
    expect(answer.json().message).toMatch(why);
    expect(readdirSync(folder)).toEqual([]);
  });

  it("takes no file that is too large, empty, or of an alarm that the plant has not", async () => {
    const { keep } = house();
    const large = await keep(Buffer.concat([PNG, Buffer.alloc(10 * 2 ** 20)]));
    expect(large.statusCode).toBe(413);
    expect((await keep(Buffer.alloc(0))).json().message).toMatch(/empty/);
    expect((await keep(PNG, "..")).statusCode).not.toBe(200);
    expect((await keep(PNG, "l.m.other.machine")).json().message).toMatch(/no alarm/);
  });

  it("reads nothing but its own files", async () => {
    const { get, keep } = house();
    await keep(PNG);
    for (const name of ["..%2Fsecret.png", "secret.png", "a.svg", "%2e%2e%2fx.jpg"])
      expect((await get(`alarms/${ID}/files/${name}`)).json().message).toMatch(/none of the files/);
  });
});
