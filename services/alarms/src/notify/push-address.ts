/**
 * Hosts of the push services of browsers. A browser names the address that messages go to, so whoever may subscribe could have Raceway write to any machine
 * of the plant: only these, and those that are named with RACEWAY_PUSH_HOSTS, are written to.
 */
const HOSTS: readonly RegExp[] = [
  // Chrome, Android, Samsung, Opera.
  /^fcm\.googleapis\.com$/,
  // Firefox.
  /^[a-z0-9-]+\.push\.services\.mozilla\.com$/,
  // Safari, iOS from 16.4 on.
  /^[a-z0-9-]+\.push\.apple\.com$/,
  // Edge.
  /^[a-z0-9.-]+\.notify\.windows\.com$/,
];

/** Why messages are not sent to an address; undefined: they are. @param more hosts of push services of one's own, `host` or `host:port`. */
export function addressFault(endpoint: string, more: readonly string[] = []): string | undefined {
  if (!URL.canParse(endpoint)) return "the push address is no URL";
  const { protocol, host, hostname, port } = new URL(endpoint);
  if (more.includes(host)) return undefined;
  const isKnown = port === "" && HOSTS.some((known) => known.test(hostname));
  if (isKnown && protocol === "https:") return undefined;
  return `${host} is no push service that is known here; name it with RACEWAY_PUSH_HOSTS if it is one of yours`;
}
