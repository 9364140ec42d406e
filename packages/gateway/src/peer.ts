import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";

/** Who is at the other end of a connection. */
export interface Peer {
  /** `host:port` */
  readonly address: string;
  /** Common name of its certificate, when the listener has verified one. */
  readonly certificateName?: string;
}

export function peerOf(socket: Socket): Peer {
  const address = `${socket.remoteAddress ?? "?"}:${socket.remotePort ?? "?"}`;
  const certificateName = verifiedName(socket);
  return certificateName === undefined ? { address } : { address, certificateName };
}

function verifiedName(socket: Socket): string | undefined {
  if (!(socket instanceof TLSSocket) || !socket.authorized) return undefined;
  const name = socket.getPeerCertificate().subject?.CN;
  return typeof name === "string" ? name : undefined;
}
