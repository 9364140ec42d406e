import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import type { Behaviour } from "@raceway/ports/contract/notifier";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";

export interface ReceivedMail {
  readonly raw: string;
  readonly recipients: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
  readonly subject: string;
  readonly plain: string;
  readonly html: string;
}

/** A mail server on this machine that behaves as told. */
export async function startMailServer(options: SMTPServerOptions = {}) {
  const received: ReceivedMail[] = [];
  let behaviour: Behaviour = "takes";
  let server = create();
  const port = await listen(server, 0);

  function create(): SMTPServer {
    return new SMTPServer({
      disabledCommands: ["STARTTLS", "AUTH"],
      disableReverseLookup: true,
      logger: false,
      closeTimeout: 100,
      ...options,
      onData(stream, session, done) {
        const recipients = session.envelope.rcptTo.map(({ address }) => address);
        void text(stream).then((raw) => {
          if (behaviour === "hangs") return;
          if (behaviour === "takes") received.push(parseMail(raw, recipients));
          done(behaviour === "takes" ? null : reply(behaviour === "fails" ? 451 : 554));
        });
      },
    });
  }

  return {
    url: `smtp://127.0.0.1:${port}`,
    received: (): readonly ReceivedMail[] => received,
    behave(next: Behaviour): void {
      behaviour = next;
    },
    down: () => new Promise<void>((resolve) => server.close(() => resolve())),
    async up(): Promise<void> {
      server = create();
      await listen(server, port);
    },
    stop: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

function reply(code: number): Error {
  return Object.assign(new Error(`told to answer ${code}`), { responseCode: code });
}

function listen(server: SMTPServer, port: number): Promise<number> {
  server.on("error", () => {});
  return new Promise((resolve, reject) => {
    server.server.once("error", reject);
    const listening = server.listen(port, "127.0.0.1", () =>
      resolve((listening.address() as AddressInfo).port),
    );
  });
}

/** As much of RFC 5322, 2045 and 2047 as the mails of these tests need. */
export function parseMail(raw: string, recipients: readonly string[]): ReceivedMail {
  const { headers, body } = entityOf(raw);
  const boundary = /boundary="([^"]+)"/.exec(headers["content-type"] ?? "")?.[1];
  const parts = boundary === undefined ? [] : body.split(`--${boundary}`).slice(1, -1);
  const decoded = parts.map((part) => entityOf(part.replace(/^\r\n/, "")));
  const partOf = (type: string) =>
    decoded.find((part) => part.headers["content-type"]?.startsWith(type));
  return {
    raw,
    recipients,
    headers,
    subject: decodeWords(headers["subject"] ?? ""),
    plain: bodyOf(partOf("text/plain")),
    html: bodyOf(partOf("text/html")),
  };
}

interface Entity {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

function entityOf(raw: string): Entity {
  const end = raw.indexOf("\r\n\r\n");
  const unfolded = raw.slice(0, end).replaceAll(/\r\n[ \t]+/g, " ");
  const headers = unfolded.split("\r\n").map((line) => {
    const colon = line.indexOf(":");
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const;
  });
  return { headers: Object.fromEntries(headers), body: raw.slice(end + 4) };
}

function bodyOf(entity: Entity | undefined): string {
  if (entity === undefined) return "";
  const encoding = entity.headers["content-transfer-encoding"];
  if (encoding === "base64") return Buffer.from(entity.body, "base64").toString("utf8");
  return encoding === "quoted-printable"
    ? decodeQuoted(entity.body.replaceAll(/=\r\n/g, ""))
    : entity.body;
}

function decodeQuoted(text: string): string {
  const bytes = text.replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return Buffer.from(bytes, "latin1").toString("utf8");
}

function decodeWords(header: string): string {
  return header
    .replaceAll(/\?=\s+=\?/g, "?==?")
    .replaceAll(/=\?utf-8\?([QB])\?([^?]*)\?=/gi, (_, kind: string, word: string) =>
      kind.toUpperCase() === "B"
        ? Buffer.from(word, "base64").toString("utf8")
        : decodeQuoted(word.replaceAll("_", " ")),
    );
}
