import type { Account } from "@raceway/access/account";
import { hashPassword } from "@raceway/access/password";
import { openAccess } from "@raceway/gateway/access";
import type { Plant } from "@raceway/model/plant";
import { silentLog } from "@raceway/ports/log";
import { describe, expect, it } from "vitest";
import { type GatewayAccessParts, gatewayAccess } from "./gateway-access.ts";

const POINT = "plant/l1/g1/spindle";
const point = (id: string) => ({ path: `plant/l1/g1/${id}`, id, name: id, channels: [] });
const machine = { id: "g1", name: "G", speed: { tolerance: 0.02 }, loadUnit: "%" as const };
const plant: Plant = {
  site: "plant",
  name: "Plant",
  trace: {},
  lines: [
    {
      id: "l1",
      name: "L",
      machines: [{ ...machine, points: [point("spindle"), point("motor")] }],
    },
  ],
};

function accountsOf(list: readonly Account[]) {
  const all = new Map(list.map((account) => [account.name, account]));
  return { get: (name: string) => all.get(name), list: () => [...all.values()] };
}

async function account(name: string, role: Account["role"], points?: string[]): Promise<Account> {
  const password = await hashPassword(`${name}-knows`, true);
  return { name, role, password, changedAt: "2026-01-01T00:00:00Z", ...(points && { points }) };
}

const parts = (given: Partial<GatewayAccessParts>): GatewayAccessParts => ({
  host: "0.0.0.0",
  certificates: false,
  plant: () => plant,
  accounts: accountsOf([]),
  log: silentLog,
  env: {},
  ...given,
});
const from = { clientId: "c", address: "10.0.0.9:1" };
const session = (name: string, role: string) => ({ ...from, name, role });
const topic = (id: string) => `raceway/v1/waveform/plant/l1/g1/${id}/x`;

describe("the gateway's access", () => {
  it("is open on the loopback interface, until there is a way to log in", async () => {
    expect(gatewayAccess(parts({ host: "127.0.0.1" }))).toBe(openAccess);
    expect(gatewayAccess(parts({ host: "127.evil.example" }))).not.toBe(openAccess);
    const accounts = accountsOf([await account("grinder", "sensor", [POINT])]);
    expect(gatewayAccess(parts({ host: "127.0.0.1", accounts }))).not.toBe(openAccess);
  });

  it("is closed to everybody elsewhere", async () => {
    const rules = gatewayAccess(parts({}));
    expect(await rules.authenticate(from)).toBeUndefined();
    expect(await rules.authenticate({ ...from, username: "a", password: "b" })).toBeUndefined();
  });

  it("keeps a sensor to its own points, and lets it read nothing", async () => {
    const accounts = accountsOf([await account("grinder", "sensor", [POINT])]);
    const rules = gatewayAccess(parts({ accounts }));
    const login = { ...from, username: "grinder", password: "grinder-knows" };
    const since = "2026-01-01T00:00:00Z";
    expect(await rules.authenticate(login)).toEqual({ name: "grinder", role: "sensor", since });
    const grinder = { ...session("grinder", "sensor"), since };
    expect(rules.mayPublish(grinder, topic("spindle"))).toBe(true);
    expect(rules.mayPublish(grinder, topic("motor"))).toBe(false);
    expect(rules.maySubscribe(grinder, topic("spindle"))).toBe(false);
  });

  it("lets a service that has points read and write nothing else", async () => {
    const accounts = accountsOf([await account("mes", "service", ["plant/l1"])]);
    const rules = gatewayAccess(parts({ accounts }));
    const login = { ...from, username: "mes", password: "mes-knows" };
    const mes = { ...from, name: "", role: "", ...(await rules.authenticate(login)) };
    expect(rules.maySubscribe(mes, "raceway/v1/verdict/plant/l1/#")).toBe(true);
    expect(rules.maySubscribe(mes, "raceway/v1/verdict/plant/l2/#")).toBe(false);
    expect(rules.maySubscribe(mes, "#")).toBe(false);
    expect(rules.mayPublish(mes, topic("motor"))).toBe(true);
    expect(rules.mayPublish(mes, "raceway/v1/maintenance/plant/l2/g1/x")).toBe(false);
  });

  it("lets nobody stay whose account is gone, disabled or changed, and take nothing with them", async () => {
    const list = [await account("grinder", "sensor", [POINT])];
    const login = { ...from, username: "grinder", password: "grinder-knows" };
    const changes: ((account: Account) => Account | undefined)[] = [
      () => undefined,
      (one) => ({ ...one, disabled: true }),
      (one) => ({ ...one, changedAt: "later" }),
    ];
    for (const change of changes) {
      const now = { account: list[0] };
      const accounts = { get: () => now.account, list: () => list };
      const rules = gatewayAccess(parts({ accounts }));
      const found = { ...from, name: "", role: "", ...(await rules.authenticate(login)) };
      expect(rules.mayStay?.(found)).toBe(true);
      now.account = now.account && change(now.account);
      expect(rules.mayStay?.(found)).toBe(false);
      const isGone = now.account === undefined || now.account.disabled === true;
      expect(rules.mayPublish(found, topic("spindle"))).toBe(!isGone);
    }
  });

  it("gives no sensor the client id of a service, and no person any", async () => {
    const accounts = accountsOf([
      await account("grinder", "sensor", [POINT]),
      await account("anna", "admin"),
    ]);
    const rules = gatewayAccess(parts({ accounts }));
    const login = { ...from, username: "grinder", password: "grinder-knows" };
    const stolen = { ...login, clientId: "raceway-alarms-plant" };
    expect(await rules.authenticate(stolen)).toBeUndefined();
    const person = { ...from, username: "anna", password: "anna-knows" };
    expect(await rules.authenticate(person)).toBeUndefined();
  });

  it("takes a certificate for the account or the point that it names, whatever else is shown", async () => {
    const accounts = accountsOf([await account("grinder", "sensor", [POINT])]);
    const rules = gatewayAccess(parts({ accounts, certificates: true }));
    const shows = (certificateName: string) => rules.authenticate({ ...from, certificateName });
    expect(await shows("grinder")).toMatchObject({ name: "grinder" });
    expect(await shows("plant/l1/g1/motor")).toMatchObject({ role: "sensor" });
    expect(rules.mayPublish(session("plant/l1/g1/motor", "sensor"), topic("motor"))).toBe(true);
    expect(rules.mayPublish(session("plant/l1/g1/motor", "sensor"), topic("spindle"))).toBe(false);
    expect(await shows("plant/l1/g1/unknown")).toBeUndefined();
    const both = { certificateName: "x", username: "grinder", password: "grinder-knows" };
    expect(await rules.authenticate({ ...from, ...both })).toBeUndefined();
  });

  it("knows the logins of the environment: all sensors, and services", async () => {
    const env = {
      RACEWAY_SENSOR_USER: "sensor",
      RACEWAY_SENSOR_PASSWORD: "one",
      RACEWAY_MQTT_USER: "raceway",
      RACEWAY_MQTT_PASSWORD: "two",
    };
    const rules = gatewayAccess(parts({ env }));
    const enter = (username: string, password: string) =>
      rules.authenticate({ ...from, username, password });
    expect(await enter("sensor", "one")).toEqual({ name: "sensor", role: "sensor" });
    expect(await enter("raceway", "two")).toEqual({ name: "raceway", role: "service" });
    expect(await enter("raceway", "one")).toBeUndefined();
    expect(rules.mayPublish(session("sensor", "sensor"), topic("motor"))).toBe(true);
    expect(rules.mayPublish(session("sensor", "sensor"), "raceway/v1/service/plant/x")).toBe(false);
  });

  it("makes a guesser come again later", async () => {
    const accounts = accountsOf([await account("grinder", "sensor", [POINT])]);
    const rules = gatewayAccess(parts({ accounts }));
    const guess = { ...from, username: "grinder", password: "no" };
    for (let n = 0; n < 5; n++) expect(await rules.authenticate(guess)).toBeUndefined();
    await expect(rules.authenticate(guess)).rejects.toThrow(/too many failed/);
  });
});
