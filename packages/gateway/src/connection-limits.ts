import type { Socket } from "node:net";

export interface ConnectionLimits {
  /** Most connections at once. */
  readonly total: number;
  /** Most connections of one address at once; many sensors may share a router's. */
  readonly perAddress: number;
}

/** Enough for some thousand sensors, few enough that each may hold a message of the largest size in memory. */
export const DEFAULT_CONNECTION_LIMITS: ConnectionLimits = { total: 5000, perAddress: 1000 };

/**
 * Counts connections, and says of a new one whether it may stay. One that may is counted until it closes.
 *
 * @param onRefused is told why one may not.
 */
export function createConnectionCount(
  { total, perAddress }: ConnectionLimits,
  onRefused: (address: string, reason: string) => void,
): (socket: Socket) => boolean {
  const byAddress = new Map<string, number>();
  let open = 0;

  return (socket) => {
    const address = socket.remoteAddress ?? "?";
    const here = byAddress.get(address) ?? 0;
    if (open >= total) {
      onRefused(address, `${total} connections are open, no more are taken`);
      return false;
    }
    if (here >= perAddress) {
      onRefused(address, `${perAddress} connections of this address are open, no more are taken`);
      return false;
    }
    open += 1;
    byAddress.set(address, here + 1);
    socket.once("close", () => {
      open -= 1;
      const left = (byAddress.get(address) ?? 1) - 1;
      if (left === 0) byAddress.delete(address);
      else byAddress.set(address, left);
    });
    return true;
  };
}
