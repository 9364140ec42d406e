import { factsOf } from "@raceway/plant/changes/facts";
import { askReload } from "@raceway/plant/file/reload-request";
import { revisionOf } from "@raceway/plant/file/revision";
import { readPlantText } from "@raceway/plant/plant-file";
import { formatTopic, topicFilter } from "@raceway/wire/topic";
import type { Command } from "commander";
import mqtt from "mqtt";
import { z } from "zod";
import { type AccountsPlace, accountsOption, auditSealOption } from "../accounts-option.ts";
import { dataOption, mqttLogin, mqttUrlOption, plantOption } from "../options.ts";
import { checkPlant } from "../plant-option.ts";
import { auditedAct, osUser } from "./shell-act.ts";

interface ReloadOptions extends AccountsPlace {
  readonly plant: string;
  readonly mqtt: string;
}

/** Services that say which plant file counts there. */
const SERVICES = ["ingest", "alarms"] as const;
const ANSWER_MS = 15_000;

/** `raceway reload`: all services read the plant file again, and go on. */
export function addReloadCommand(program: Command): void {
  program
    .command("reload")
    .description(
      "let all services read the plant file again without a start; one with faults changes nothing",
    )
    .addOption(plantOption())
    .addOption(mqttUrlOption())
    .addOption(accountsOption())
    .addOption(auditSealOption())
    .addOption(dataOption())
    .action(reload);
}

async function reload(options: ReloadOptions): Promise<void> {
  const text = readPlantText(options.plant);
  const plant = checkPlant(text, options.plant);
  const revision = revisionOf(text);
  const points = Object.keys(factsOf(plant).points).length;
  const deed = { what: "plant reload", target: options.plant, after: { revision, points } };
  await auditedAct(options, deed, () => askAll(options, plant.site, revision, points));
}

/** @returns what became of it, in words */
async function askAll(
  { plant, mqtt: url }: ReloadOptions,
  site: string,
  revision: string,
  points: number,
): Promise<string> {
  const at = new Date().toISOString();
  const answers = await listen(url, site);
  askReload(plant, { revision, at, who: osUser() });
  say(
    `${plant} has no faults (${points} points, revision ${revision}): asked all services to read it`,
  );
  if (answers === undefined) {
    say(`${url} cannot be reached, so what they say is in their logs only`);
    return "asked";
  }
  const { missing, refused } = await answers.until(revision, at);
  await answers.close();
  for (const service of missing)
    say(
      `${service}: has not said within ${ANSWER_MS / 1000} s that it reads this file: look at its log`,
    );
  const not = [
    ...refused.map((service) => `refused by ${service}`),
    ...missing.map((service) => `no answer of ${service}`),
  ];
  if (not.length > 0) process.exitCode = 1;
  return not.length > 0 ? not.join(", ") : "done";
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

const status = z.object({
  status: z.string(),
  plantFile: z
    .object({
      revision: z.string(),
      since: z.string(),
      refused: z.string().optional(),
      tried: z.string().optional(),
    })
    .nullish(),
});

/** Hears what services say of their plant file; undefined where nobody can be heard. */
async function listen(url: string, site: string) {
  const client = await mqtt
    .connectAsync(url, { ...mqttLogin(), reconnectPeriod: 0, connectTimeout: 3000 })
    .catch(() => undefined);
  if (client === undefined) return undefined;
  const heard = new Map<string, z.infer<typeof status>>();
  let wake = () => {};
  client.on("message", (topic, payload) => {
    const service = SERVICES.find(
      (name) => topic === formatTopic({ class: "service", site, service: name }),
    );
    const parsed = status.safeParse(jsonOf(payload));
    if (service === undefined || !parsed.success) return;
    heard.set(service, parsed.data);
    wake();
  });
  await client.subscribeAsync(topicFilter("service", { site }), { qos: 1 });
  return {
    close: () => client.endAsync(),
    /** Says what services answer to a request. @returns those that did not, and those that refuse it */
    async until(revision: string, asked: string) {
      const refused: string[] = [];
      const deadline = Date.now() + ANSWER_MS;
      const waiting = new Set<string>(SERVICES);
      while (waiting.size > 0 && Date.now() < deadline) {
        for (const service of waiting) {
          const said = heard.get(service)?.plantFile;
          if (!said || (said.tried ?? "") < asked) continue;
          waiting.delete(service);
          if (said.refused !== undefined) refused.push(service);
          say(
            said.refused === undefined
              ? `${service}: it counts since ${said.since}${said.revision === revision ? "" : `, as revision ${said.revision}`}`
              : `${service}: nothing was changed. ${said.refused}`,
          );
        }
        await new Promise<void>((resolve) => {
          wake = resolve;
          setTimeout(resolve, 200);
        });
      }
      const missing = [...waiting].filter((name) => heard.has(name) || name === "ingest");
      return { missing, refused };
    },
  };
}

function jsonOf(payload: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(payload).toString());
  } catch {
    return undefined;
  }
}
