import { existsSync } from "node:fs";
import { Worker } from "node:worker_threads";
import type { LotFile, PartCertificate } from "@raceway/certificate/certificate";
import { certificateOfLot, certificateOfPart } from "@raceway/certificate/issue";
import { certificateText } from "@raceway/certificate/make-certificate";
import { printCertificate } from "@raceway/certificate/print/print-certificate";
import { LANGUAGES } from "@raceway/model/language";
import { newestCheckpoint, recordFiles } from "@raceway/record/record-files";
import type { Verification } from "@raceway/record/verify-record";
import { z } from "zod";
import type { ApiRoute } from "../http/api-route.ts";
import { parse } from "../http/parse.ts";
import { Problem } from "../http/problem.ts";
import { checkPage } from "./check-page.ts";
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
  witnessed: z.number(),
  flaws: z.array(z.object({ seq: z.number().exactOptional(), what: z.string() })),
  seconds: z.number(),
});

const certificateQuery = z.object({
  serial: z.string().min(1).max(64).exactOptional().describe("Of a part."),
  lot: z.string().min(1).max(64).exactOptional().describe("Of a whole lot, in place of a serial."),
  format: z.enum(["json", "pdf"]).default("json"),
  language: z.enum(LANGUAGES).default("en").describe("Of the PDF."),
});

/** Where the record lies. */
export interface RecordPlace {
  readonly folder: string;
  /** Address at which customers find the page that checks certificates: for QR codes. */
  readonly page?: string | undefined;
}

/** The record that ingest keeps, where the console lies beside it. @param place absent: it lies elsewhere. */
export function recordRoutes(place: RecordPlace | undefined): readonly ApiRoute[] {
  const { folder, page } = place ?? {};

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
      summary:
        "The certificate of a part's newest signed result, or of a lot, a W3C verifiable credential: as JSON, or as PDF with a QR code.",
      query: certificateQuery,
      media: ["application/json", "application/pdf"],
      async handle({ query, reply }) {
        const { serial, lot, format, language } = parse(certificateQuery, query);
        const { folder: of } = present();
        const made = await refused<LotFile | PartCertificate>(() => {
          if (lot !== undefined) return certificateOfLot(of, lot);
          if (serial !== undefined) return certificateOfPart(of, serial);
          throw new RangeError("Neither a serial nor a lot was named.");
        });
        const name = (lot ?? serial ?? "").replaceAll(/[^\w.-]/g, "_");
        reply.header("content-disposition", `attachment; filename="certificate-${name}.${format}"`);
        if (format === "json")
          return reply.type("application/json; charset=utf-8").send(certificateText(made));
        const pdf = await printCertificate(made, { language, page });
        return reply.type("application/pdf").send(pdf);
      },
    },
    {
      method: "GET",
      url: "/api/record/check-page",
      summary: "The page with which a customer checks certificates without the plant, in one file.",
      media: ["text/html"],
      async handle({ reply }) {
        const html = await checkPage(present().folder);
        reply.header("content-disposition", 'attachment; filename="check-certificate.html"');
        return reply.type("text/html; charset=utf-8").send(html);
      },
    },
  ];
}

/** What cannot be certified is not there, with its reason. */
async function refused<Made>(make: () => Promise<Made>): Promise<Made> {
  try {
    return await make();
  } catch (error) {
    if (error instanceof RangeError) throw new Problem(404, "No such result", error.message);
    throw error;
  }
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
