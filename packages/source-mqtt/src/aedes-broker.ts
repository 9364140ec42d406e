import { createServer, type Socket } from "node:net";
import { Aedes } from "aedes";
import { listenAnywhere } from "./testing.ts";

/** A plain broker in this process, for tests. */
export async function startAedes(): Promise<{
  port: number;
  broker: Aedes;
  stop(): Promise<void>;
}> {
  const broker = await Aedes.createBroker();
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    broker.handle(socket);
  });
  const port = await listenAnywhere(server);
  return {
    port,
    broker,
    async stop() {
      await new Promise<void>((resolve) => broker.close(resolve));
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
