import type { Console } from "@raceway/console/start-console";
import type { Gateway } from "@raceway/gateway/gateway";
import type { Log } from "@raceway/ports/log";
import { keyPair, type MqttTlsOptions, mqttTls } from "../tls-option.ts";
import type { ConsoleSecurityOptions } from "./console-access.ts";
import { watchFiles } from "./renewed-files.ts";

/** Keeps the gateway's keys, authorities and revocation lists as their files are. */
export function watchGatewayTls(
  gateway: Pick<Gateway, "renewTls">,
  options: MqttTlsOptions,
  log: Log,
) {
  const { mqttTlsCert, mqttTlsKey, mqttTlsCa, mqttTlsCrl } = options;
  return watchFiles({
    what: "TLS of the MQTT gateway",
    paths: [mqttTlsCert, mqttTlsKey, mqttTlsCa, mqttTlsCrl],
    renew() {
      const tls = mqttTls(options);
      if (tls !== undefined) gateway.renewTls(tls);
    },
    log,
  });
}

/** Keeps the console's key and certificate as their files are. */
export function watchConsoleTls(
  page: Pick<Console, "renewTls">,
  { consoleTlsCert, consoleTlsKey }: ConsoleSecurityOptions,
  log: Log,
) {
  return watchFiles({
    what: "TLS of the console",
    paths: [consoleTlsCert, consoleTlsKey],
    renew() {
      const tls = keyPair(consoleTlsCert, consoleTlsKey, "--console-tls");
      if (tls !== undefined) page.renewTls(tls);
    },
    log,
  });
}
