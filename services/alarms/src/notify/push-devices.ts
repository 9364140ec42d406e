import { randomUUID } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import type {
  PushDevice,
  PushSubscriptionAddress,
  PushWishes,
} from "@raceway/model/push-subscription";

export const PUSH_TABLES = `
  -- The pair of keys that browsers have subscribed to: another pair would silence all of them.
  CREATE TABLE push_key (id INTEGER PRIMARY KEY CHECK (id = 0), public TEXT NOT NULL, private TEXT NOT NULL) STRICT;
  CREATE TABLE push_device (
    id TEXT PRIMARY KEY,
    who TEXT NOT NULL,
    device TEXT NOT NULL,
    service TEXT NOT NULL,
    -- NULL once it is gone.
    address TEXT,
    wishes TEXT NOT NULL,
    since TEXT NOT NULL,
    last_taken TEXT,
    gone TEXT
  ) STRICT;
  CREATE INDEX push_device_by_person ON push_device (who);
`;

export interface PushKeys {
  readonly publicKey: string;
  readonly privateKey: string;
}

/** A device that rings, with its address. */
export interface RingingDevice {
  readonly id: string;
  readonly who: string;
  readonly address: PushSubscriptionAddress;
  readonly wishes: PushWishes;
}

export type PushDevices = ReturnType<typeof createPushDevices>;

/** Phones and browsers that people want alarms on, in the alarms' own file: backed up with it, and readable by its owner only. */
export function createPushDevices(db: DatabaseSync) {
  const readKeys = db.prepare("SELECT public, private FROM push_key");
  const writeKeys = db.prepare("INSERT INTO push_key (id, public, private) VALUES (0, ?, ?)");
  const all = db.prepare("SELECT * FROM push_device WHERE address IS NOT NULL");
  const ofPerson = db.prepare("SELECT * FROM push_device WHERE who = ? ORDER BY since DESC");
  const removeAddress = db.prepare("DELETE FROM push_device WHERE address ->> 'endpoint' = ?");
  const removeGone = db.prepare(
    "DELETE FROM push_device WHERE who = ? AND gone IS NOT NULL AND device = ?",
  );
  const insert = db.prepare(
    "INSERT INTO push_device (id, who, device, service, address, wishes, since) VALUES (?, ?, ?, ?, ?, ?, ?)",
  );
  const remove = db.prepare("DELETE FROM push_device WHERE id = ? AND who = ?");
  const people = db.prepare("SELECT DISTINCT who FROM push_device");
  const removeOf = db.prepare("DELETE FROM push_device WHERE who = ?");
  const wish = db.prepare("UPDATE push_device SET wishes = ? WHERE id = ?");
  const lose = db.prepare("UPDATE push_device SET address = NULL, gone = ? WHERE id = ?");
  const take = db.prepare("UPDATE push_device SET last_taken = ? WHERE id = ?");

  return {
    /** The pair of keys; `make` is asked for one the first time. */
    keys(make: () => PushKeys): PushKeys {
      const row = readKeys.get();
      if (row) return { publicKey: String(row["public"]), privateKey: String(row["private"]) };
      const made = make();
      writeKeys.run(made.publicKey, made.privateKey);
      return made;
    },
    /** Those that can be reached. */
    ringing(): readonly RingingDevice[] {
      return all.all().map((row) => ({
        id: String(row["id"]),
        who: String(row["who"]),
        address: JSON.parse(String(row["address"])),
        wishes: JSON.parse(String(row["wishes"])),
      }));
    },
    /** A person's, those that are gone too, newest first. */
    of(who: string): readonly PushDevice[] {
      return ofPerson.all(who).map((row) => {
        const { last_taken: taken, gone } = row;
        return {
          id: String(row["id"]),
          device: String(row["device"]),
          service: String(row["service"]),
          since: String(row["since"]),
          ...(JSON.parse(String(row["wishes"])) as PushWishes),
          ...(typeof taken === "string" && { lastTaken: taken }),
          ...(typeof gone === "string" && { gone }),
        };
      });
    },
    /** The same browser subscribed again, or by another person, takes the place of what was. @returns its id. */
    add(
      who: string,
      given: { device: string; address: PushSubscriptionAddress; wishes: PushWishes },
      at: string,
    ): string {
      const { device, address, wishes } = given;
      const id = randomUUID();
      const service = new URL(address.endpoint).host;
      removeAddress.run(address.endpoint);
      removeGone.run(who, device);
      insert.run(id, who, device, service, JSON.stringify(address), JSON.stringify(wishes), at);
      return id;
    },
    /** @returns whether the person had it. */
    remove: (id: string, who: string): boolean => remove.run(id, who).changes > 0,
    /** Who has devices, those that are gone too. */
    people: (): readonly string[] => people.all().map((row) => String(row["who"])),
    removeOf: (who: string): void => void removeOf.run(who),
    changeWishes: (id: string, wishes: PushWishes): void =>
      void wish.run(JSON.stringify(wishes), id),
    /** The push service does not know it any more; its person sees why it is still. */
    lost: (id: string, why: string): void => void lose.run(why, id),
    taken: (id: string, at: string): void => void take.run(at, id),
  };
}
