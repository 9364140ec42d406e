import type { Log } from "@raceway/ports/log";
import { type Notification, NotificationRefused, type Notifier } from "@raceway/ports/notifier";
import { createTransport } from "nodemailer";

export interface MailNotifierOptions {
  readonly name: string;
  /** `smtp://host:port` uses STARTTLS where the server offers it, `smtps://host:port` TLS from the first byte. Default ports 587 and 465. */
  readonly server: string;
  readonly login?: { readonly user: string; readonly password: string };
  /** Send only over an encrypted connection. Default: when there is a login, which is not for others to read. */
  readonly requireTls?: boolean;
  readonly from: string;
  readonly to: readonly string[];
  /** Give up on a server that is silent for so long. Default 20 s. */
  readonly silenceMs?: number;
  /** Certificates to trust beside the system's, PEM: for a plant's own mail server. */
  readonly ca?: string;
  readonly log: Log;
}

/** Error codes of nodemailer that say nothing against the message itself, whatever reply code came with them. */
const NOT_THE_MESSAGE = ["EAUTH", "ETLS", "EPROTOCOL", "ECONNECTION", "EDNS", "ETIMEDOUT"];

/**
 * A {@link Notifier} over SMTP (RFC 5321), plain text with an HTML alternative. The notification's id becomes the Message-ID, by which mail
 * programs recognise a repetition.
 *
 * @throws RangeError when `server` is no smtp:// or smtps:// address.
 */
export function createMailNotifier(options: MailNotifierOptions): Notifier {
  const { name, from, to, log } = options;
  const transport = createTransport({
    ...serverOf(options.server),
    requireTLS: options.requireTls ?? options.login !== undefined,
    ...(options.login && { auth: { user: options.login.user, pass: options.login.password } }),
    ...(options.ca !== undefined && { tls: { ca: options.ca } }),
    ...timeouts(options.silenceMs ?? 20_000),
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const sending = new Set<Promise<unknown>>();
  let closed = false;

  return {
    name,
    async send(notification) {
      if (closed) throw new Error(`${name} is closed`);
      const sent = transport.sendMail({ from, to: [...to], ...mailOf(notification, from) });
      sending.add(sent);
      try {
        const { rejected } = await sent;
        if (rejected.length > 0)
          log.warn({ name, rejected }, "mail: the server refused some of the recipients");
      } catch (error) {
        throw explained(error, options.server);
      } finally {
        sending.delete(sent);
      }
    },
    async close() {
      closed = true;
      await Promise.allSettled(sending);
      transport.close();
    },
  };
}

function serverOf(server: string): { host: string; port: number; secure: boolean } {
  const match = /^(smtps?):\/\/([^\s/:@]+)(?::(\d+))?$/.exec(server);
  if (match === null)
    throw new RangeError(`"${server}" is no mail server: smtp://host:587 or smtps://host:465 is`);
  const [, scheme, host = "", port] = match;
  const secure = scheme === "smtps";
  return { host, port: port === undefined ? (secure ? 465 : 587) : Number(port), secure };
}

function timeouts(silence: number) {
  return {
    connectionTimeout: silence,
    greetingTimeout: silence,
    socketTimeout: silence,
    dnsTimeout: silence,
  };
}

function mailOf({ id, subject, text, html, language, priority }: Notification, from: string) {
  const domain = from.split("@").at(-1);
  return {
    messageId: `<${id}@${domain}>`,
    subject,
    text,
    html,
    ...(priority === "high" && { priority: "high" as const }),
    headers: {
      // RFC 3834: keeps holiday replies away.
      "Auto-Submitted": "auto-generated",
      "Content-Language": language === "zh" ? "zh-CN" : "en",
    },
  };
}

/** Says whether another attempt is of use, and which server it was. */
function explained(error: unknown, server: string): Error {
  if (!(error instanceof Error)) return new Error(`${server}: ${String(error)}`);
  const { code, responseCode } = error as { code?: unknown; responseCode?: unknown };
  const permanent = typeof responseCode === "number" && responseCode >= 500;
  const message = `${server}: ${error.message}`;
  return permanent && !NOT_THE_MESSAGE.includes(String(code))
    ? new NotificationRefused(message, { cause: error })
    : new Error(message, { cause: error });
}
