import { readFileSync } from "node:fs";
import type { MailChannel, NotifyChannel, WebhookChannel } from "@raceway/model/notify-plan";
import type { Plant } from "@raceway/model/plant";
import { createMailNotifier } from "@raceway/notify-mail/mail-notifier";
import { createWebhookNotifier } from "@raceway/notify-webhook/webhook-notifier";
import type { Log } from "@raceway/ports/log";
import type { Notifier } from "@raceway/ports/notifier";

/** Where secrets come from. */
export interface Secrets {
  readonly env: NodeJS.ProcessEnv;
  /** Text of a file. @throws Error when it cannot be read. */
  readonly read: (path: string) => string;
}

const SYSTEM: Secrets = { env: process.env, read: (path) => readFileSync(path, "utf8") };

/**
 * The notifiers of a plant's `notify`, by channel id; none without one. Nothing is connected yet.
 *
 * @throws RangeError that names every secret that is missing and where it may stand.
 */
export function openNotifiers(
  plant: Plant,
  log: Log,
  secrets: Secrets = SYSTEM,
): ReadonlyMap<string, Notifier> {
  const missing: string[] = [];
  const notifiers = new Map<string, Notifier>();
  for (const channel of plant.notify?.channels ?? []) {
    try {
      notifiers.set(channel.id, openNotifier(channel, log, secrets));
    } catch (error) {
      missing.push(error instanceof Error ? error.message : String(error));
    }
  }
  if (missing.length > 0)
    throw new RangeError(`notification cannot work as configured:\n  ${missing.join("\n  ")}`);
  return notifiers;
}

function openNotifier(channel: NotifyChannel, log: Log, secrets: Secrets): Notifier {
  return channel.kind === "mail" ? openMail(channel, log, secrets) : openWebhook(channel, secrets);
}

function openMail(channel: MailChannel, log: Log, secrets: Secrets): Notifier {
  const { id, server, user, passwordFile, requireTls, from, to } = channel;
  const password = secretOf(id, passwordFile, ["RACEWAY_SMTP_PASSWORD"], secrets);
  if (user !== undefined && password === undefined)
    throw new Error(
      `${id}: no password for ${user}: set RACEWAY_SMTP_PASSWORD, or passwordFile in the plant file`,
    );
  return createMailNotifier({
    name: id,
    server,
    ...(user !== undefined && password !== undefined && { login: { user, password } }),
    ...(requireTls !== undefined && { requireTls }),
    from,
    to,
    log,
  });
}

function openWebhook({ id, preset, url, urlFile, secretFile }: WebhookChannel, secrets: Secrets) {
  const suffix = id.toUpperCase().replaceAll("-", "_");
  const urlName = `RACEWAY_WEBHOOK_URL_${suffix}`;
  const address = url ?? secretOf(id, urlFile, [urlName], secrets);
  if (address === undefined)
    throw new Error(`${id}: no address: set ${urlName}, or url or urlFile in the plant file`);
  const names = [`RACEWAY_WEBHOOK_SECRET_${suffix}`];
  const secret = secretOf(id, secretFile, names, secrets);
  return createWebhookNotifier({
    name: id,
    url: address,
    preset,
    ...(secret !== undefined && { secret }),
  });
}

function secretOf(
  id: string,
  file: string | undefined,
  names: readonly string[],
  { env, read }: Secrets,
): string | undefined {
  if (file === undefined) return names.map((name) => env[name]).find(Boolean);
  try {
    return read(file).trim();
  } catch (error) {
    throw new Error(
      `${id}: ${file} cannot be read: ${error instanceof Error ? error.message : error}`,
    );
  }
}
