import { userInfo } from "node:os";
import { factsOf } from "@raceway/plant/changes/facts";
import { askReload } from "@raceway/plant/file/reload-request";
import { revisionOf } from "@raceway/plant/file/revision";
import { readPlantText } from "@raceway/plant/plant-file";
import { formatTopic, topicFilter } from "@raceway/wire/topic";
import type { Command } from "commander";
import mqtt from "mqtt";
import { z } from "zod";
import { mqttLogin, mqttUrlOption, plantOption } from "../options.ts";
import { checkPlant } from "../plant-option.ts";

interface ReloadOptions {
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
    .action(reload);
}

async function reload(options: ReloadOptions): Promise<void> {
  const text = readPlantText(options.plant);
  const plant = checkPlant(text, options.plant);
  const revision = revisionOf(text);
  const at = new Date().toISOString();
  const answers = await listen(options.mqtt, plant.site);
  askReload(options.plant, { revision, at, who: userInfo().username });
  const points = Object.keys(factsOf(plant).points).length;
  say(
    `${options.plant} has no faults (${points} points, revision ${revision}): asked all services to read it`,
  );
  if (answers === undefined) {
    say(`${options.mqtt} cannot be reached, so what they say is in their logs only`);
    return;
  }
  const missing = await answers.until(revision, at);
  await answers.close();
  for (const service of missing)
    say(
      `${service}: has not said within ${ANSWER_MS / 1000} s that it reads this file: look at its log`,
    );
  if (missing.length > 0 || answers.refused()) process.exitCode = 1;
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
  let refused = false;
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
    refused: () => refused,
    close: () => client.endAsync(),
    /** Says what services answer to a request. @returns those that did not. */
    async until(revision: string, asked: string): Promise<readonly string[]> {
      const deadline = Date.now() + ANSWER_MS;
      const waiting = new Set<string>(SERVICES);
      while (waiting.size > 0 && Date.now() < deadline) {
        for (const service of waiting) {
          const said = heard.get(service)?.plantFile;
          if (!said || (said.tried ?? "") < asked) continue;
          waiting.delete(service);
          if (said.refused !== undefined) refused = true;
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
      return [...waiting].filter((service) => heard.has(service) || service === "ingest");
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
