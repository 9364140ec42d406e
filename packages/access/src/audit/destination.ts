import type { Destination } from "./shipping.ts";
import { type SyslogTransport, syslogDestination } from "./syslog.ts";

const SYSLOG_PORTS: Readonly<Record<SyslogTransport, number>> = { udp: 514, tcp: 601, tls: 6514 };
const WITHIN_MS = 10_000;

/**
 * Where an address leads: `syslog+tls://host[:port]`, `syslog+tcp://…`, `syslog+udp://…`, or an `https://` address to which entries are posted as JSON.
 *
 * @param token for a web address: sent as `Authorization: Bearer`.
 * @throws RangeError for any other; never quotes it, since it may hold a secret.
 */
export function destinationOf(address: string, token?: string): Destination {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const transport = /^syslog\+(udp|tcp|tls):$/.exec(url?.protocol ?? "")?.[1] as
    | SyslogTransport
    | undefined;
  if (url !== undefined && transport !== undefined && url.hostname !== "") {
    const host = url.hostname.replace(/^\[(.*)\]$/, "$1");
    return syslogDestination({
      transport,
      host,
      port: Number(url.port) || SYSLOG_PORTS[transport],
    });
  }
  if (url?.protocol === "https:" || url?.protocol === "http:") return webDestination(url, token);
  throw new RangeError(
    "the audit is shipped to syslog+tls://HOST[:PORT], syslog+tcp://…, syslog+udp://… or https://…",
  );
}

function webDestination(url: URL, token: string | undefined): Destination {
  return {
    name: `${url.origin}${url.pathname}`,
    async send(entries) {
      const answer = await fetch(url, {
        method: "POST",
        headers: {
          "content-type": "application/json",
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
        },
        body: JSON.stringify({ source: "raceway", entries }),
        signal: AbortSignal.timeout(WITHIN_MS),
        redirect: "error",
      });
      await answer.body?.cancel();
      if (!answer.ok) throw new Error(`it answers ${answer.status}`);
    },
  };
}
