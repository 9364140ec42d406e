import { createServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer, type TLSSocket, Server as TlsServer } from "node:tls";

export interface TlsOptions {
  readonly key: string | Buffer;
  readonly cert: string | Buffer;
  /** Who signs client certificates. */
  readonly ca?: string | Buffer;
  /** Client certificates that have ended before their time, PEM: a list of every authority in `ca`. */
  readonly crl?: string | Buffer;
  /** Ask every client for a certificate and let only those in that `ca` has signed; `optional`: also those that show none. */
  readonly requestCert?: boolean | "optional";
}

export interface ListenerOptions {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  readonly tls?: TlsOptions;
  /** What to set when the port is busy, e.g. "set mqtt.port in the plant file". */
  readonly portHint: string;
  /** Whether a connection may stay, asked before anything is read from it or a TLS handshake begins. */
  readonly mayEnter: (socket: Socket) => boolean;
  /** Is told of a client whose TLS handshake failed: no certificate, one of somebody else, none in common. */
  readonly onHandshakeFailed: (address: string, reason: string) => void;
}

export interface Listener {
  readonly port: number;
  /** Takes new connections with these keys from now on. @throws Error of TLS when they do not fit; the old ones stay. */
  renew(tls: TlsOptions): void;
  /** Takes no new connections; resolves once all are gone. Those that live on must be ended by the caller. */
  close(): Promise<void>;
}

/**
 * Takes TCP or TLS connections.
 *
 * @throws Error that names the way out when the port is busy, forbidden, or the address is not this machine's.
 */
export async function listen(
  options: ListenerOptions,
  onConnection: (socket: Socket) => void,
): Promise<Listener> {
  const server = makeServer(options, onConnection);
  // Both kinds of server tell of the TCP connection here; the TLS one tells of its own later.
  server.prependListener("connection", (socket: Socket) => {
    if (!options.mayEnter(socket)) socket.destroy();
  });
  return opened(server, options);
}

/**
 * Opens a server's port. Whatever else listens to its errors must be added afterwards, or it would hear that of a busy port too.
 *
 * @throws Error that names the way out when the port is busy, forbidden, or the address is not this machine's.
 */
export async function opened(server: Server, options: ListenerOptions): Promise<Listener> {
  await new Promise<void>((resolve, reject) => {
    const refuse = (error: Error) => reject(explain(error, options));
    server.once("error", refuse);
    server.listen({ host: options.host, port: options.port }, () => {
      server.off("error", refuse);
      resolve();
    });
  });
  server.on("error", () => {
    // One connection that could not be accepted (no file descriptor left); the listener lives on, and the client comes again.
  });
  const address = server.address();
  return {
    port: address !== null && typeof address === "object" ? address.port : options.port,
    renew(tls) {
      if (server instanceof TlsServer) server.setSecureContext(contextOf(tls));
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** Acknowledgements leave at once; a peer that vanished is noticed also when its MQTT keep-alive is switched off. */
const SOCKET = { noDelay: true, keepAlive: true, keepAliveInitialDelay: 60_000 } as const;
/** A client that has not ended its TLS handshake by then is gone, milliseconds. */
const HANDSHAKE_MS = 10_000;

/** What a TLS server needs of the options. */
export function contextOf({ key, cert, ca, crl }: TlsOptions) {
  return { key, cert, ...(ca && { ca }), ...(crl && { crl }), minVersion: "TLSv1.2" } as const;
}

function makeServer(
  { tls, onHandshakeFailed }: ListenerOptions,
  onConnection: (socket: Socket) => void,
): Server {
  if (tls === undefined)
    return createServer(SOCKET, (socket) => {
      if (!socket.destroyed) onConnection(socket);
    });
  const { requestCert = false } = tls;
  const server = createTlsServer(
    {
      ...contextOf(tls),
      requestCert: requestCert !== false,
      rejectUnauthorized: requestCert === true,
      handshakeTimeout: HANDSHAKE_MS,
      ...SOCKET,
    },
    (socket: TLSSocket) => onConnection(socket),
  );
  server.on("tlsClientError", (error, socket) => {
    const code = "code" in error ? String(error.code) : error.message;
    onHandshakeFailed(socket.remoteAddress ?? "?", code);
  });
  return server;
}

/** A failure to listen in words that name the way out. */
function explain(error: Error, { host, port, portHint }: ListenerOptions): Error {
  const code = "code" in error ? error.code : undefined;
  const found =
    code === "EADDRINUSE"
      ? `port ${port} on ${host} is in use by another program`
      : code === "EACCES"
        ? `port ${port} on ${host} needs rights that this process lacks (ports below 1024 do)`
        : code === "EADDRNOTAVAIL"
          ? `${host} is no address of this machine`
          : `cannot listen on ${host}:${port} (${error.message})`;
  return new Error(`${found}: ${portHint}`, { cause: error });
}
