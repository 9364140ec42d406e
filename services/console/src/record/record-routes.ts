import { existsSync } from "node:fs";
import { Worker } from "node:worker_threads";
import { makeCertificate } from "@raceway/record/certificate";
import { findEntries } from "@raceway/record/find-entries";
import { newestCheckpoint, recordFiles } from "@raceway/record/record-log";
import { openRecordReader } from "@raceway/record/record-reader";
import { openSigningKey } from "@raceway/record/signing-key";
import type { Verification } from "@raceway/record/verify-record";
import { z } from "zod";
import type { ApiRoute } from "../http/api-route.ts";
import { parse } from "../http/parse.ts";
import { Problem } from "../http/problem.ts";
import type { RecordView, VerificationView } from "./record-types.ts";

/** The newest signed state of the record. */
const recordView = z.object({
  site: z.string(),
  entries: z.number().describe("Signed entries."),
  time: z.string().describe("Of the newest checkpoint, ISO 8601."),
  key: z.string().describe("Name of the key that signed it."),
  root: z.string().describe("Merkle root, hex."),
});

const verificationView = z.object({
  entries: z.number(),
  archived: z.number(),
  checkpoints: z.number(),
  keys: z.array(z.string()),
  unsigned: z.number().describe("Behind the last checkpoint."),
  root: z.string(),
  flaws: z.array(z.object({ seq: z.number().exactOptional(), what: z.string() })),
  seconds: z.number(),
});

const certificateQuery = z.object({ serial: z.string().min(1).max(64) });

/** The record that ingest keeps, where the console lies beside it. @param folder absent: it lies elsewhere. */
export function recordRoutes(folder: string | undefined): readonly ApiRoute[] {
  /** A verification that runs is everybody's. */
  let running: Promise<VerificationView> | undefined;

  function present() {
    const checkpoint =
      folder === undefined || !existsSync(folder)
        ? undefined
        : newestCheckpoint(recordFiles(folder).checkpoints);
    if (folder === undefined || checkpoint === undefined)
      throw new Problem(
        404,
        "No record",
        "There is no signed record beside this console: `raceway verify` checks it where ingest runs.",
      );
    return { folder, checkpoint };
  }

  return [
    {
      method: "GET",
      url: "/api/record",
      summary: "The newest signed state of the record.",
      answer: recordView,
      handle(): RecordView {
        const { origin, size, time, key, root } = present().checkpoint;
        return { site: origin, entries: size, time, key, root };
      },
    },
    {
      method: "POST",
      url: "/api/record/verify",
      summary: "Reads the whole record and says whether it was altered, and where.",
      changesNothing: true,
      answer: verificationView,
      async handle(): Promise<VerificationView> {
        const { folder: of } = present();
        running ??= verified(of).finally(() => {
          running = undefined;
        });
        return running;
      },
    },
    {
      method: "GET",
      url: "/api/record/certificate",
      summary: "The certificate of a part's newest signed result, a W3C verifiable credential.",
      query: certificateQuery,
      media: ["application/json"],
      handle({ query, reply }) {
        const { serial } = parse(certificateQuery, query);
        const { folder: of, checkpoint } = present();
        const seq = findEntries(of, "part-result", serial, checkpoint.size);
        if (seq === undefined)
          throw new Problem(
            404,
            "No such result",
            `No signed result of ${serial}: a checkpoint is signed within a minute.`,
          );
        const key = openSigningKey(recordFiles(of).key);
        const certificate = makeCertificate(openRecordReader(of), seq, checkpoint, key);
        reply.type("application/json; charset=utf-8");
        reply.header(
          "content-disposition",
          `attachment; filename="certificate-${serial.replaceAll(/[^\w.-]/g, "_")}.json"`,
        );
        return reply.send(`${JSON.stringify(certificate, null, 2)}\n`);
      },
    },
  ];
}

/** In a thread of its own: it reads every byte, and pages must not wait for it. */
function verified(folder: string): Promise<VerificationView> {
  const begun = performance.now();
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL("verify-worker.ts", import.meta.url), { workerData: folder });
    worker.once("message", (rest: Verification) => {
      const seconds = Number(((performance.now() - begun) / 1000).toFixed(1));
      resolve({ ...rest, seconds });
    });
    worker.once("error", reject);
  });
}
