import { connect, createServer, type Socket } from "node:net";

/** A cable between two programs that can be cut. */
export interface TcpProxy {
  readonly port: number;
  /** Breaks all connections and refuses new ones. */
  cut(): void;
  /** Lets connections live but nothing pass any more, in either direction: as when a router forgets them. New ones are taken and starve too. */
  starve(): void;
  /** Lets new connections through. Starved ones stay as they are: nobody ever tells their ends. */
  heal(): void;
  close(): Promise<void>;
}

export async function startTcpProxy(target: number): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  let state: "open" | "cut" | "starving" = "open";

  function keep(socket: Socket): Socket {
    sockets.add(socket);
    socket.on("error", () => undefined);
    socket.once("close", () => sockets.delete(socket));
    return socket;
  }

  const server = createServer((near) => {
    keep(near);
    if (state === "cut") {
      near.destroy();
      return;
    }
    if (state === "starving") return;
    const far = keep(connect(target, "127.0.0.1"));
    near.pipe(far);
    far.pipe(near);
    near.once("close", () => far.destroy());
    far.once("close", () => near.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();

  return {
    port: address !== null && typeof address === "object" ? address.port : 0,
    cut() {
      state = "cut";
      for (const socket of sockets) socket.destroy();
    },
    starve() {
      state = "starving";
      for (const socket of sockets) {
        socket.unpipe();
        socket.pause();
      }
    },
    heal() {
      state = "open";
    },
    close() {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
