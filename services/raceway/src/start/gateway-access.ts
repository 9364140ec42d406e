import { createHash, timingSafeEqual } from "node:crypto";
import { type Account, ALL_POINTS, type Identity } from "@raceway/access/account";
import { createLogins, type RefusedLogin } from "@raceway/access/logins";
import { isPerson } from "@raceway/access/role";
import { coversPoint, isOwnTopic, isWithin, strayScopes } from "@raceway/access/sensor-topics";
import {
  type AccessRules,
  type Login,
  LoginThrottled,
  openAccess,
  type Session,
} from "@raceway/gateway/access";
import { createMappings } from "@raceway/mapping/mappings";
import { type Plant, pointsOf } from "@raceway/model/plant";
import { standsOf } from "@raceway/model/test-stand";
import { type Clock, systemClock } from "@raceway/ports/clock";
import type { Log } from "@raceway/ports/log";
import { secretOf } from "../secret.ts";
import { isLoopback } from "./loopback.ts";
import { ofPlant } from "./of-plant.ts";
import type { OwnLogin } from "./own-login.ts";

export interface GatewayAccessParts {
  readonly host: string;
  /** Whether sensors show certificates. */
  readonly certificates: boolean;
  /** The plant file in force. */
  readonly plant: () => Plant;
  readonly accounts: { get(name: string): Account | undefined; list(): readonly Account[] };
  /** Of this process's own parts. */
  readonly own?: OwnLogin;
  /** Is told of refused logins. */
  readonly onRefused?: (refusal: RefusedLogin) => void;
  readonly clock?: Clock;
  readonly log: Log;
  readonly env?: NodeJS.ProcessEnv;
}

/** Client ids of Raceway's own services: a session of theirs may hold messages that are not for everybody. */
const RESERVED_CLIENT_IDS = "raceway-";

/**
 * Who may come through the gateway. A sensor publishes measurements and the status of its own points, and reads nothing; a service may do everything,
 * or everything of its points when its account names some.
 * They are known by the accounts file, by a client certificate (whose common name is an account, or a point path of the plant file), or by two logins of the
 * environment: RACEWAY_SENSOR_USER and RACEWAY_SENSOR_PASSWORD for all sensors, RACEWAY_MQTT_USER and RACEWAY_MQTT_PASSWORD for services.
 *
 * On the loopback interface everybody may do everything, until there is a way to log in.
 */
export function gatewayAccess(parts: GatewayAccessParts): AccessRules {
  const {
    host,
    certificates,
    plant,
    accounts,
    own,
    onRefused,
    log,
    env,
    clock = systemClock,
  } = parts;
  const fixed = fixedLogins(own, env);
  const hasAccounts = accounts.list().some(({ role }) => !isPerson(role));
  if (!certificates && !hasAccounts && fixed.every(({ inside }) => inside)) {
    if (isLoopback(host)) return openAccess;
    log.warn(
      { host },
      "no sensor can log in yet: raceway account add NAME --role sensor --points site/line/machine/point",
    );
  }
  const known = ofPlant(
    plant,
    (own) => new Set<string>([...pointsOf(own).keys(), ...standsOf(own).keys()]),
  );
  const mappings = ofPlant(plant, createMappings);
  for (const { name, points = [] } of accounts.list())
    for (const scope of strayScopes(points, known().keys()))
      log.warn({ account: name, scope }, "a sensor's account names a point that the plant lacks");

  const logins = createLogins({
    accounts,
    machines: true,
    clock,
    log,
    ...(onRefused && { onRefused }),
  });
  /** Who came in without an account: the environment's logins, and points by their certificates. */
  const withoutAccount = new Map<string, readonly string[]>();

  function byCertificate(name: string): Known | undefined {
    const account = accounts.get(name);
    if (account !== undefined)
      return isPerson(account.role) || account.disabled ? undefined : account;
    return known().has(name) ? { name, role: "sensor", points: [name] } : undefined;
  }

  async function identify(login: Login): Promise<Known | undefined> {
    const { username: name = "", password = "", address, certificateName } = login;
    if (certificateName !== undefined) return byCertificate(certificateName);
    const found = fixed.find((candidate) => candidate.matches(name, password));
    if (found !== undefined) return found.identity;
    if (name === "" || password === "") return undefined;
    const result = await logins.login({ name, password, address });
    if (result.ok) return { ...result.identity, changedAt: result.changedAt };
    if (result.why === "throttled")
      throw new LoginThrottled(
        `login not looked at: too many failed before, again in ${result.retryAfterSeconds} s`,
      );
    return undefined;
  }

  /** What a session may do now: its account may have been changed since. Undefined: everything. */
  function scopesOf(session: Session): readonly string[] | undefined {
    const { name, role, since } = session;
    if (since === undefined) return withoutAccount.get(name) ?? [];
    const account = accounts.get(name);
    if (account === undefined || account.disabled) return [];
    return role === "service" ? account.points : (account.points ?? []);
  }

  function mayStay({ name, since }: Session): boolean {
    const account = accounts.get(name);
    return since === undefined || (account?.changedAt === since && !account.disabled);
  }

  return {
    async authenticate(login) {
      const identity = await identify(login);
      if (identity === undefined) return undefined;
      const { name, role, points, changedAt: since } = identity;
      if (role !== "service" && login.clientId.startsWith(RESERVED_CLIENT_IDS)) return undefined;
      if (since !== undefined) return { name, role, since };
      withoutAccount.set(name, points ?? [ALL_POINTS]);
      return { name, role };
    },
    mayStay,
    mayPublish(session, topic) {
      const scopes = scopesOf(session);
      if (session.role === "service") return scopes === undefined || isWithin(scopes, topic);
      return (
        isOwnTopic(scopes ?? [], topic) ||
        (mappings().covers(topic) &&
          mappings()
            .pointsOf(topic)
            .every((point) => coversPoint(scopes ?? [], point)))
      );
    },
    maySubscribe(session, filter) {
      const scopes = scopesOf(session);
      return session.role === "service" && (scopes === undefined || isWithin(scopes, filter));
    },
  };
}

/** Who came in, and which account it was, as it was then; absent: none. */
type Known = Identity & { readonly changedAt?: string };

interface FixedLogin {
  readonly identity: Identity;
  readonly inside: boolean;
  matches(name: string, password: string): boolean;
}

/** Logins that stand in no file. Their passwords are compared as they are: they are in the environment as they are. */
function fixedLogins(own: OwnLogin | undefined, env: NodeJS.ProcessEnv | undefined): FixedLogin[] {
  const made: FixedLogin[] = [];
  const add = (identity: Identity, name?: string, password?: string, inside = false) => {
    if (name && password)
      made.push({
        identity: { ...identity, name },
        inside,
        matches: (n, p) => sameText(n, name) && sameText(p, password),
      });
  };
  const secret = (name: string) => secretOf(name, env);
  add({ name: "", role: "service" }, own?.username, own?.password, true);
  add({ name: "", role: "service" }, secret("RACEWAY_MQTT_USER"), secret("RACEWAY_MQTT_PASSWORD"));
  add(
    { name: "", role: "sensor", points: [ALL_POINTS] },
    secret("RACEWAY_SENSOR_USER"),
    secret("RACEWAY_SENSOR_PASSWORD"),
  );
  return made;
}

/** Takes as long whatever the texts have in common. */
function sameText(a: string, b: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
