import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import type { TlsOptions } from "@raceway/gateway/listener";
import { Option } from "commander";

/** How clients of a TLS listener show who they are. */
const CLIENTS = ["require", "allow"] as const;

export interface MqttTlsOptions {
  readonly mqttTlsCert?: string;
  readonly mqttTlsKey?: string;
  readonly mqttTlsCa?: string;
  readonly mqttTlsClients: (typeof CLIENTS)[number];
}

export const mqttTlsOptions = (): Option[] => [
  new Option("--mqtt-tls-cert <file>", "certificate of the MQTT gateway, PEM: TLS only").env(
    "RACEWAY_MQTT_TLS_CERT",
  ),
  new Option("--mqtt-tls-key <file>", "its key, PEM").env("RACEWAY_MQTT_TLS_KEY"),
  new Option(
    "--mqtt-tls-ca <file>",
    "who signs sensors' certificates, PEM: a certificate's common name is an account or a point path",
  ).env("RACEWAY_MQTT_TLS_CA"),
  new Option(
    "--mqtt-tls-clients <how>",
    "with --mqtt-tls-ca: require certificates, or allow passwords as well",
  )
    .env("RACEWAY_MQTT_TLS_CLIENTS")
    .choices(CLIENTS)
    .default("require"),
];

/**
 * Keys and certificates of the gateway; undefined: no TLS was asked for.
 *
 * @throws RangeError when one is missing, unreadable, no PEM, or not made for the other.
 */
export function mqttTls(options: MqttTlsOptions): TlsOptions | undefined {
  const { mqttTlsCert, mqttTlsKey, mqttTlsCa, mqttTlsClients } = options;
  const pair = keyPair(mqttTlsCert, mqttTlsKey, "--mqtt-tls");
  if (pair === undefined) {
    if (mqttTlsCa !== undefined)
      throw new RangeError("--mqtt-tls-ca needs --mqtt-tls-cert and --mqtt-tls-key");
    return undefined;
  }
  if (mqttTlsCa === undefined) return pair;
  const ca = read(mqttTlsCa);
  certificateOf(ca, mqttTlsCa);
  return { ...pair, ca, requestCert: mqttTlsClients === "require" ? true : "optional" };
}

/**
 * A key and its certificate from files; undefined when neither is named.
 *
 * @throws RangeError when one is missing, unreadable, no PEM, or not made for the other.
 */
export function keyPair(
  certPath: string | undefined,
  keyPath: string | undefined,
  option: string,
): { readonly cert: Buffer; readonly key: Buffer } | undefined {
  if (!certPath && !keyPath) return undefined;
  if (!certPath || !keyPath)
    throw new RangeError(`TLS needs both ${option}-cert and ${option}-key`);
  const cert = read(certPath);
  certificateOf(cert, certPath);
  return { cert, key: read(keyPath) };
}

/** @throws RangeError when a file holds no certificate. */
export function certificateOf(pem: Buffer, path: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch {
    throw new RangeError(`${path} holds no certificate: PEM is right`);
  }
}

function read(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unreadable";
    throw new RangeError(`${path} cannot be read (${code})`);
  }
}
