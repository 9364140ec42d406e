import { type Agent, request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import { promisify } from "node:util";
import { gzip } from "node:zlib";

export interface WriteTarget {
  /** Address of the server, with the path that a proxy wants before its own. */
  readonly url: URL;
  readonly agent: Agent;
  readonly database: string;
  readonly retentionPolicy?: string;
  readonly username?: string;
  readonly password?: string;
  /** Certificate authorities to trust besides the machine's, PEM. */
  readonly ca?: string;
  readonly timeoutMs: number;
  readonly compress: boolean;
}

export interface WriteAnswer {
  readonly status: number;
  /** The message of its JSON, or the body as it is; the status in words where there is none. */
  readonly text: string;
  /** Whether it is in InfluxDB's form: nothing, or JSON with its `error` or `message`. Anything may imitate that. */
  readonly inForm: boolean;
  /** Whether it names InfluxDB's version, as 1.x does in every answer. */
  readonly signed: boolean;
}

/** Nothing, or not all, came back in time: what became of the lines is unknown. */
export class NoAnswer extends Error {
  override name = "NoAnswer";
}

const compressed = promisify(gzip);
/** Below this, a gzip header and a turn of the thread pool cost more than they save. */
const WORTH_COMPRESSING = 1024;
/** InfluxDB repeats what it cannot parse, all of it, and says why behind it: of longer answers the two ends are kept, bytes of each. */
const LONGEST_END = 32 * 1024;

/**
 * Sends lines to `/write`, precision nanoseconds, in one request. `influx` would do but for two things that it has no way to: gzip (a fifth to a third of the
 * bytes), and the words of a 5xx, which it drops.
 *
 * @throws NoAnswer when there is no whole answer within the time limit, Error when the connection fails.
 */
export async function writeRequest(
  target: WriteTarget,
  lines: readonly string[],
): Promise<WriteAnswer> {
  const plain = Buffer.from(lines.join("\n"));
  const zip = target.compress && plain.length >= WORTH_COMPRESSING;
  // Level 1: on line protocol, 6 takes three times as long for a tenth less.
  const body = zip ? await compressed(plain, { level: 1 }) : plain;
  const headers = {
    "content-type": "text/plain; charset=utf-8",
    "content-length": body.length,
    ...(zip && { "content-encoding": "gzip" }),
    ...loginOf(target),
  };
  return exchange(target, headers, body);
}

function loginOf({ username, password }: WriteTarget): { authorization?: string } {
  if (!username && !password) return {};
  const login = Buffer.from(`${username ?? ""}:${password ?? ""}`).toString("base64");
  return { authorization: `Basic ${login}` };
}

function addressOf({ url, database, retentionPolicy }: WriteTarget): URL {
  const address = new URL(`${url.pathname.replace(/\/$/, "")}/write`, url);
  address.searchParams.set("db", database);
  address.searchParams.set("precision", "ns");
  if (retentionPolicy !== undefined) address.searchParams.set("rp", retentionPolicy);
  return address;
}

function exchange(
  target: WriteTarget,
  headers: Readonly<Record<string, string | number>>,
  body: Buffer,
): Promise<WriteAnswer> {
  const { agent, ca, timeoutMs } = target;
  const address = addressOf(target);
  const send = address.protocol === "https:" ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(timeoutMs);
    const late = () => new NoAnswer(`no whole answer within ${timeoutMs} ms`);
    const failed = (error: Error) => reject(signal.aborted ? late() : error);
    const options = { method: "POST", agent, headers, signal, ...(ca !== undefined && { ca }) };
    const request = send(address, options, (response) => {
      answerOf(response).then(resolve, failed);
    });
    request.once("error", failed);
    request.end(body);
  });
}

async function answerOf(response: IncomingMessage): Promise<WriteAnswer> {
  const { body, whole } = await bodyOf(response);
  const status = response.statusCode ?? 0;
  const words = wordsOf(body);
  return {
    status,
    text: (words ?? body) || response.statusMessage || `status ${status}`,
    inForm: body === "" || words !== undefined || (!whole && CUT.test(body)),
    signed: response.headers["x-influxdb-version"] !== undefined,
  };
}

/** Text that is cut in its middle stays JSON, unless the cut parts what an escape begins from its rest. */
async function bodyOf(response: IncomingMessage): Promise<{ body: string; whole: boolean }> {
  const head: Buffer[] = [];
  let room = LONGEST_END;
  let tail: Buffer = Buffer.alloc(0);
  let beyond = 0;
  for await (const part of response as AsyncIterable<Buffer>) {
    const first = part.subarray(0, room);
    const rest = part.subarray(first.length);
    if (first.length > 0) head.push(first);
    room -= first.length;
    beyond += rest.length;
    if (rest.length > 0) tail = Buffer.concat([tail, rest]).subarray(-LONGEST_END);
  }
  const whole = beyond <= LONGEST_END;
  const ends = whole ? [...head, tail] : [...head, Buffer.from(" … "), tail];
  return { body: Buffer.concat(ends).toString("utf8").trim(), whole };
}

/** How the JSON begins of an answer that is cut within an escape. */
const CUT = /^\{"(error|code|message)":"/;

/**
 * InfluxDB 1 says `error`, 2 says `message`, 3 says `error` and, of a partial write, more of each line in `data`. Undefined: none of them says it so, a
 * proxy's page does.
 */
function wordsOf(body: string): string | undefined {
  try {
    const parsed: unknown = JSON.parse(body);
    if (typeof parsed !== "object" || parsed === null) return undefined;
    const { error, message, data } = parsed as Readonly<Record<string, unknown>>;
    const said = error ?? message;
    if (typeof said !== "string") return undefined;
    const [line] = Array.isArray(data) ? (data as { error_message?: unknown }[]) : [];
    return line?.error_message === undefined ? said : `${said}: ${line.error_message}`;
  } catch {
    return undefined;
  }
}
