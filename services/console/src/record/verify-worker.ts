import { parentPort, workerData } from "node:worker_threads";
import { verifyRecord } from "@raceway/record/verify-record";

// Verifies the record in a folder, once.
parentPort?.postMessage(verifyRecord(workerData as string));
