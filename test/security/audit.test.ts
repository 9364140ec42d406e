import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { until } from "../running-ingest.ts";
import { GRINDER, type House, openHouse, passwordOf } from "./guarded-house.ts";
import { type Asker, askerOf } from "./person.ts";

let house: House;
let admin: Asker;
let engineer: Asker;
beforeAll(async () => {
  house = await openHouse();
  [admin, engineer] = [askerOf(house), askerOf(house)];
  await admin.logIn("a-admin");
  await engineer.logIn("a-engineer");
  await until("the broker", async () => (await fetch(`${house.consoleUrl}/readyz`)).status === 200);
});
afterAll(() => house.close());

const LIMIT = `/api/limits/${GRINDER}/temp/temperature`;
const EDIT = { limit: { alarm: 80 }, who: "x", why: "y" };

describe("while the audit cannot be written", () => {
  let makeRoom: () => void;
  beforeAll(() => {
    const db = new DatabaseSync(house.audit.path);
    db.exec(
      "CREATE TRIGGER full BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END",
    );
    makeRoom = () => {
      db.exec("DROP TRIGGER full");
      db.close();
    };
  });

  it("nothing is done, whoever asks is told why, and so is the log", async () => {
    const answers = [
      await admin.ask("POST", "/api/users", { name: "eve", role: "admin" }),
      await engineer.ask("PUT", LIMIT, EDIT),
      await admin.ask("DELETE", "/api/session"),
    ];
    for (const { status, body } of answers) {
      expect(status).toBe(503);
      expect(body.detail).toMatch(/^Nothing was done.*database or disk is full/);
    }
    expect(await askerOf(house).logIn("a-viewer")).toBe(503);
    expect(house.accounts.get("eve")).toBeUndefined();
    expect((await engineer.ask("GET", `/api/limits?point=${GRINDER}`)).body).toEqual([]);
    expect(house.logged()).toContain("act refused");
  });

  it("people may still look, and act again once there is room", async () => {
    expect((await engineer.ask("GET", "/api/plant")).status).toBe(200);
    makeRoom();
    expect((await engineer.ask("PUT", LIMIT, EDIT)).status).toBe(200);
    expect(house.audit.read(1)).toMatchObject([{ target: LIMIT, outcome: "200" }]);
    expect(house.audit.breaks()).toEqual([]);
  });
});

it("an act whose audit could say how it went too late stands as begun before it is answered", async () => {
  const seen: unknown[] = [];
  const { add } = house.accounts;
  house.accounts.add = (account) => {
    seen.push(house.audit.read(1)[0]?.outcome);
    add(account);
  };
  await admin.ask("POST", "/api/users", { name: "jo", role: "viewer" });
  house.accounts.add = add;
  expect(seen).toEqual(["begun"]);
  expect(house.audit.read(1)).toMatchObject([{ target: "/api/users", outcome: "200" }]);
});

it("refused logins stand in the audit, without what was typed, and not without end", async () => {
  await askerOf(house).logIn("a-viewer", "wrong-one");
  await askerOf(house).logIn("typed-into-the-name", "wrong-one");
  const refused = house.audit.read(50).filter(({ outcome }) => outcome.startsWith("refused"));
  expect(refused.map(({ who }) => who)).toEqual(["a name that no account has", "a-viewer"]);
  expect(JSON.stringify(house.audit.read(500))).not.toMatch(/typed-into|wrong-one|secret-of/);
  expect(passwordOf("a-viewer")).toContain("secret-of");
});
