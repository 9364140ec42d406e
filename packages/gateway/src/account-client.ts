/**
 * How the broker knows a client: by its account and the id that it chose, so that nobody takes, or keeps, an id or a session of somebody else's.
 * No two pairs have the same text, whatever signs are in them.
 */
export function accountClient(account: string, clientId: string): string {
  return `${account.length} ${account} ${clientId}`;
}

/** The id that the client chose. */
export function chosenId(known: string): string {
  const digits = /^\d+/.exec(known)?.[0];
  return digits === undefined ? known : known.slice(digits.length + 1 + Number(digits) + 1);
}
