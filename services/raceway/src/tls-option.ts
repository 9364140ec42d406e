import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import type { TlsOptions } from "@raceway/gateway/listener";
import { readRevocationLists } from "@raceway/gateway/revocation-list";
import { Option } from "commander";

/** How clients of a TLS listener show who they are. */
const CLIENTS = ["require", "allow"] as const;

export interface MqttTlsOptions {
  readonly mqttTlsCert?: string;
  readonly mqttTlsKey?: string;
  readonly mqttTlsCa?: string;
  readonly mqttTlsCrl?: string;
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
    "--mqtt-tls-crl <file>",
    "with --mqtt-tls-ca: certificates that were revoked, PEM; one list of each authority",
  ).env("RACEWAY_MQTT_TLS_CRL"),
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
  const { mqttTlsCert, mqttTlsKey, mqttTlsCa, mqttTlsCrl, mqttTlsClients } = options;
  const pair = keyPair(mqttTlsCert, mqttTlsKey, "--mqtt-tls");
  if (pair === undefined && mqttTlsCa)
    throw new RangeError("--mqtt-tls-ca needs --mqtt-tls-cert and --mqtt-tls-key");
  if (mqttTlsCrl && !mqttTlsCa) throw new RangeError("--mqtt-tls-crl needs --mqtt-tls-ca");
  if (pair === undefined || !mqttTlsCa) return pair;
  const ca = read(mqttTlsCa);
  certificateOf(ca, mqttTlsCa);
  const requestCert = mqttTlsClients === "require" ? true : "optional";
  return { ...pair, ca, ...(mqttTlsCrl && { crl: revocations(mqttTlsCrl) }), requestCert };
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
  const [cert, key] = [read(certPath), read(keyPath)];
  if (!certificateOf(cert, certPath).checkPrivateKey(privateKeyOf(key, keyPath)))
    throw new RangeError(`${keyPath} is not the key of ${certPath}`);
  return { cert, key };
}

function privateKeyOf(pem: Buffer, path: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch {
    throw new RangeError(`${path} holds no key: PEM without a passphrase is right`);
  }
}

/** @throws RangeError when a file holds no revocation list. */
function revocations(path: string): Buffer {
  const pem = read(path);
  try {
    readRevocationLists(String(pem));
  } catch (error) {
    throw new RangeError(`${path}: ${error instanceof Error ? error.message : error}`);
  }
  return pem;
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
