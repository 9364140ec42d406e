import { createServer } from "node:net";

/**
 * A TCP port of 127.0.0.1 that nobody listens on now. Another process can take it before its user does: a server that finds it busy should be
 * started again on a new one.
 */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => {
        if (address !== null && typeof address === "object") resolve(address.port);
        else reject(new Error(`the probe listens on ${address}, not on a TCP port`));
      });
    });
  });
}
