import { createServer } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { createWebSocketStream, WebSocketServer } from "ws";
import { contextOf, type Listener, type ListenerOptions, opened } from "./listener.ts";
import { type Peer, peerOf } from "./peer.ts";

/** Path and subprotocol of MQTT over WebSocket (MQTT 3.1.1 §6; the path is what clients use by default). */
const PATH = "/mqtt";
const SUBPROTOCOL = "mqtt";

/**
 * Takes MQTT over WebSocket connections (with TLS: `wss`), for browsers and for networks that let only HTTP through.
 *
 * @throws Error that names the way out when the port is busy, forbidden, or the address is not this machine's.
 */
export async function listenWebSocket(
  options: ListenerOptions,
  onConnection: (stream: Duplex, peer: Peer) => void,
): Promise<Listener> {
  const { tls, mayEnter } = options;
  const server =
    tls === undefined ? createServer() : createHttpsServer({ ...contextOf(tls), ...asked(tls) });
  server.on("request", (_, response) => {
    response.writeHead(426, { "content-type": "text/plain" });
    response.end(`MQTT over WebSocket is at ${PATH}, subprotocol ${SUBPROTOCOL}\n`);
  });
  server.prependListener("connection", (socket: Socket) => {
    if (!mayEnter(socket)) socket.destroy();
  });
  // Before there is a WebSocketServer: that passes the server's errors on, and one that nobody hears ends the process.
  const listener = await opened(server, options);
  const sockets = new WebSocketServer({
    server,
    path: PATH,
    perMessageDeflate: false,
    handleProtocols: (offered) => (offered.has(SUBPROTOCOL) ? SUBPROTOCOL : false),
  });
  sockets.on("connection", (socket, request) => {
    onConnection(createWebSocketStream(socket), peerOf(request.socket));
  });
  sockets.on("error", () => {
    // As the listener says: one connection that could not be accepted.
  });
  return listener;
}

function asked({ requestCert = false }: NonNullable<ListenerOptions["tls"]>) {
  return { requestCert: requestCert !== false, rejectUnauthorized: requestCert === true };
}
