import type { Buffer } from "node:buffer";
import type { Socket } from "node:net";
import { Duplex } from "node:stream";

/**
 * A socket whose incoming bytes go through a filter first. A filter that throws closes the connection with its error. Backpressure goes through in
 * both directions.
 */
export function limitConnection(socket: Socket, filter: (chunk: Buffer) => Buffer[]): Duplex {
  const duplex = new Duplex({
    read() {
      socket.resume();
    },
    write(chunk, _encoding, done) {
      socket.write(chunk, done);
    },
    // The broker corks a packet's parts together: they shall leave as one segment.
    writev(parts, done) {
      socket.cork();
      const last = parts.length - 1;
      parts.forEach(({ chunk }, index) => {
        socket.write(chunk, index === last ? done : undefined);
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
