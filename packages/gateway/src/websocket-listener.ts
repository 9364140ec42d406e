import { createServer, type Server as HttpServer } from "node:http";
import { createServer as createHttpsServer, Server as HttpsServer } from "node:https";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { createWebSocketStream, WebSocketServer } from "ws";
import { contextOf, explain, type Listener, type ListenerOptions } from "./listener.ts";
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
  const server: HttpServer | HttpsServer =
    tls === undefined ? createServer() : createHttpsServer({ ...contextOf(tls), ...asked(tls) });
  server.on("request", (_, response) => {
    response.writeHead(426, { "content-type": "text/plain" });
    response.end(`MQTT over WebSocket is at ${PATH}, subprotocol ${SUBPROTOCOL}\n`);
  });
  server.prependListener("connection", (socket: Socket) => {
    if (!mayEnter(socket)) socket.destroy();
  });
  const sockets = new WebSocketServer({
    server,
    path: PATH,
    perMessageDeflate: false,
    handleProtocols: (offered) => (offered.has(SUBPROTOCOL) ? SUBPROTOCOL : false),
  });
  sockets.on("connection", (socket, request) => {
    onConnection(createWebSocketStream(socket), peerOf(request.socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error) => reject(explain(error, options)));
    server.listen({ host: options.host, port: options.port }, resolve);
  });
  for (const emitter of [server, sockets])
    emitter.on("error", () => {
      // One connection that could not be accepted; the listener lives on.
    });
  const address = server.address();
  return {
    port: address !== null && typeof address === "object" ? address.port : options.port,
    renew(renewed) {
      if (server instanceof HttpsServer) server.setSecureContext(contextOf(renewed));
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function asked({ requestCert = false }: NonNullable<ListenerOptions["tls"]>) {
  return { requestCert: requestCert !== false, rejectUnauthorized: requestCert === true };
}
