import { createServer, type Server } from "node:http";

/** What a service says of itself over HTTP. */
export interface HealthReport {
  /** Whether it can do its work now. */
  readonly ready: boolean;
  readonly status: object;
}

/**
 * Serves `/healthz` (the process lives), `/readyz` (200 or 503) and `/status` (JSON) for container health checks and support.
 *
 * @throws Error when the port is taken.
 */
export async function startHealthServer(
  host: string,
  port: number,
  report: () => HealthReport,
): Promise<{ close(): Promise<void> }> {
  const server = createServer((request, response) => {
    const { ready, status } = report();
    const found =
      request.url === "/healthz" || request.url === "/readyz" || request.url === "/status";
    const code = !found ? 404 : request.url === "/readyz" && !ready ? 503 : 200;
    response.writeHead(code, { "content-type": "application/json" });
    response.end(
      JSON.stringify(
        found ? { ready, ...status } : { error: "/healthz, /readyz and /status are served here" },
      ),
    );
  });
  await listen(server, host, port);
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EADDRINUSE") reject(error);
      else
        reject(
          new RangeError(
            `${host}:${port} is taken by another program: choose another with --health-port or RACEWAY_HEALTH_PORT`,
          ),
        );
    });
    server.listen(port, host, resolve);
  });
}
