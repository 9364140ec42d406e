const PROTOCOLS = ["mqtt:", "mqtts:", "ws:", "wss:"];

/** @throws Error when a text is no broker's address. */
export function checkBrokerUrl(text: string): void {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !PROTOCOLS.includes(url.protocol) || url.hostname === "")
    throw new Error(`"${text}" is no broker's address: mqtt://host:1883 or mqtts://host:8883 is`);
  if (url.username !== "" || url.password !== "")
    throw new Error(
      "the broker's address carries a login, which would show in logs: set user name and password apart",
    );
}
