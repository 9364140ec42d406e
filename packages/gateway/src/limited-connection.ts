import type { Buffer } from "node:buffer";
import { Duplex } from "node:stream";

/**
 * A socket whose incoming bytes go through a filter first, and whose outgoing ones through another, which may answer the broker itself. A filter that throws closes the connection with its error. Backpressure goes through in
 * both directions.
 */
export function limitConnection(
  socket: Duplex,
  filter: (chunk: Buffer) => Buffer[],
  outgoing: (chunk: Buffer) => { readonly client: Buffer; readonly broker?: Buffer } = (chunk) => ({
    client: chunk,
  }),
): Duplex {
  function send(chunk: Buffer, done?: (error?: Error | null) => void): void {
    try {
      const { client, broker } = outgoing(chunk);
      socket.write(client, done);
      if (broker !== undefined) duplex.push(broker);
    } catch (error) {
      duplex.destroy(error instanceof Error ? error : new Error(String(error)));
    }
  }

  const duplex = new Duplex({
    read() {
      socket.resume();
    },
    write(chunk, _encoding, done) {
      send(chunk, done);
    },
    // The broker corks a packet's parts together: they shall leave as one segment.
    writev(parts, done) {
      socket.cork();
      const last = parts.length - 1;
      parts.forEach(({ chunk }, index) => {
        send(chunk, index === last ? done : undefined);
      });
      socket.uncork();
    },
    final(done) {
      socket.end(done);
    },
    destroy(error, done) {
      socket.destroy();
      done(error);
    },
  });
  socket.on("data", (chunk: Buffer) => {
    try {
      for (const piece of filter(chunk)) if (!duplex.push(piece)) socket.pause();
    } catch (error) {
      duplex.destroy(error instanceof Error ? error : new Error(String(error)));
    }
  });
  socket.on("end", () => duplex.push(null));
  socket.on("error", (error) => duplex.destroy(error));
  socket.on("close", () => duplex.destroy());
  return duplex;
}
