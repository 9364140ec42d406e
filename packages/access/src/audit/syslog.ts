import { createSocket } from "node:dgram";
import { once } from "node:events";
import { connect as connectTcp, isIPv6, type Socket } from "node:net";
import { hostname } from "node:os";
import { connect as connectTls } from "node:tls";
import type { Row } from "./chain.ts";
import type { Destination } from "./shipping.ts";

/** Facility 13 (log audit), RFC 5424, §6.2.1. */
const FACILITY = 13;
const SEVERITY = { warning: 4, notice: 5 };
/** RFC 5612's number for documentation: Raceway has none of its own. */
const STRUCTURED_ID = "raceway@32473";
const WITHIN_MS = 10_000;

/** An entry of the audit as a message of RFC 5424; the message itself is the entry as JSON. */
export function syslogMessage(entry: Row, host: string): string {
  const isRefusal = String(entry["outcome"] ?? "").startsWith("refused");
  const priority = 8 * FACILITY + (isRefusal ? SEVERITY.warning : SEVERITY.notice);
  // At most six digits of a second, §6.2.3.
  const time = String(entry["at"]).replace(/(\.\d{6})\d+/, "$1");
  const facts = ["id", "kind", "intent", "who", "outcome", "chain"].flatMap((name) => {
    const value = entry[name];
    return value === null || value === undefined ? [] : [`${name}="${escaped(String(value))}"`];
  });
  const header = `<${priority}>1 ${time} ${host} raceway ${process.pid} audit`;
  return `${header} [${STRUCTURED_ID} ${facts.join(" ")}] \ufeff${JSON.stringify(entry)}`;
}

/** §6.3.3 */
const escaped = (text: string) => text.replace(/["\\\]]/g, "\\$&");

export type SyslogTransport = "udp" | "tcp" | "tls";

export interface SyslogAddress {
  readonly transport: SyslogTransport;
  readonly host: string;
  readonly port: number;
}

/**
 * A syslog server. Over TCP and TLS (RFC 6587 octet counting, RFC 5425) a batch is one connection, which the server has to close after it has read it all;
 * UDP tells nothing, so what gets lost there is lost (gaps show in the ids).
 */
export function syslogDestination(address: SyslogAddress): Destination {
  const { transport, host, port } = address;
  const from = hostname() || "-";
  return {
    name: `syslog+${transport}://${host}:${port}`,
    send(entries) {
      const messages = entries.map((entry) => Buffer.from(syslogMessage(entry, from)));
      return transport === "udp" ? overUdp(address, messages) : overStream(address, messages);
    },
  };
}

async function overUdp({ host, port }: SyslogAddress, messages: readonly Buffer[]): Promise<void> {
  const socket = createSocket(isIPv6(host) ? "udp6" : "udp4");
  try {
    for (const message of messages)
      await new Promise<void>((resolve, reject) =>
        socket.send(message, port, host, (error) => (error ? reject(error) : resolve())),
      );
  } finally {
    socket.close();
  }
}

async function overStream(address: SyslogAddress, messages: readonly Buffer[]): Promise<void> {
  const { transport, host, port } = address;
  const socket: Socket =
    transport === "tls"
      ? connectTls({ host, port, servername: host, minVersion: "TLSv1.2" })
      : connectTcp({ host, port });
  const signal = AbortSignal.timeout(WITHIN_MS);
  try {
    socket.resume();
    socket.end(
      Buffer.concat(messages.flatMap((message) => [Buffer.from(`${message.length} `), message])),
    );
    await once(socket, "close", { signal });
  } catch (error) {
    if (signal.aborted) throw new Error(`it did not take everything within ${WITHIN_MS / 1000} s`);
    throw error;
  } finally {
    socket.destroy();
  }
}
