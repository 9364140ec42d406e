import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";

/** What a request came to. */
interface Answer {
  readonly status: number;
  /** An object goes out as JSON, a text as it is. */
  readonly body?: object | string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One request as the server got it, its body unzipped. */
export interface Asked {
  readonly path: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

export interface FakeInfluxdb {
  readonly url: string;
  /** Everything that was asked, in order. */
  readonly asked: readonly Asked[];
  close(): Promise<void>;
}

/** A server at the network's edge that answers as told. For tests of InfluxDB versions of which there is no server to test with. */
export async function fakeInfluxdb(answer: (asked: Asked) => Answer): Promise<FakeInfluxdb> {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    void requestOf(request).then((one) => {
      asked.push(one);
      send(response, answer(one));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

async function requestOf(request: IncomingMessage): Promise<Asked> {
  const parts: Buffer[] = [];
  for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
  const zipped = request.headers["content-encoding"] === "gzip";
  const body = (zipped ? gunzipSync(Buffer.concat(parts)) : Buffer.concat(parts)).toString();
  const { pathname, searchParams } = new URL(request.url ?? "", "http://fake");
  const form = request.headers["content-type"]?.includes("form-urlencoded");
  const parameters = Object.fromEntries([
    ...searchParams,
    ...(form ? new URLSearchParams(body) : []),
  ]) as Record<string, string>;
  return { path: pathname, parameters, headers: request.headers, body };
}

function send(response: ServerResponse, { status, body, headers = {} }: Answer): void {
  const type = typeof body === "string" ? "text/html" : "application/json";
  response.writeHead(status, { "content-type": type, ...headers });
  response.end(typeof body === "object" ? JSON.stringify(body) : body);
}

/** `user:password` of a Basic login, or the token of the scheme `Token`. */
export function loginOf({ headers }: Asked): string {
  const [scheme, value = ""] = (headers.authorization ?? "").split(" ");
  return scheme === "Basic" ? Buffer.from(value, "base64").toString() : value;
}
