import { createHash, timingSafeEqual } from "node:crypto";
import { type AccessRules, openAccess } from "@raceway/gateway/access";
import { SENSOR_CLASSES, TOPIC_ROOT } from "@raceway/wire/topic";

/** Topics that a sensor may publish under; it may subscribe to nothing. */
const SENSOR_PREFIXES = [...SENSOR_CLASSES, "status"].map((name) => `${TOPIC_ROOT}/${name}/`);

/**
 * Who may come through the gateway. On the loopback interface everybody; on any other address only the two logins of the environment: sensors
 * (RACEWAY_SENSOR_USER, RACEWAY_SENSOR_PASSWORD), which may only publish measurements, and Raceway's own services (RACEWAY_MQTT_USER,
 * RACEWAY_MQTT_PASSWORD).
 *
 * @throws RangeError when an address other than loopback would be open to everybody.
 */
export function gatewayAccess(host: string, env: NodeJS.ProcessEnv = process.env): AccessRules {
  const sensor = login(env["RACEWAY_SENSOR_USER"], env["RACEWAY_SENSOR_PASSWORD"]);
  const service = login(env["RACEWAY_MQTT_USER"], env["RACEWAY_MQTT_PASSWORD"]);
  if (sensor === undefined && service === undefined) {
    if (isLoopback(host)) return openAccess;
    throw new RangeError(
      `the gateway would be open to everybody on ${host}: set RACEWAY_SENSOR_USER, RACEWAY_SENSOR_PASSWORD, RACEWAY_MQTT_USER and RACEWAY_MQTT_PASSWORD, or listen on 127.0.0.1`,
    );
  }
  return {
    async authenticate({ username = "", password = "" }) {
      if (service?.(username, password)) return "service";
      if (sensor?.(username, password)) return "sensor";
      return undefined;
    },
    mayPublish: ({ role }, topic) =>
      role === "service" || SENSOR_PREFIXES.some((prefix) => topic.startsWith(prefix)),
    maySubscribe: ({ role }) => role === "service",
  };
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || host.startsWith("127.");
}

type Check = (username: string, password: string) => boolean;

function login(username: string | undefined, password: string | undefined): Check | undefined {
  if (!username || !password) return undefined;
  return (u, p) => sameText(u, username) && sameText(p, password);
}

/** Takes as long whatever the texts have in common. */
function sameText(a: string, b: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
