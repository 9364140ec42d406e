import { parentPort, workerData } from "node:worker_threads";
import { makePlan, type PlanRequest } from "@raceway/plan/plan";
import { planCalendar } from "@raceway/plan/plan-calendar";
import { planView } from "@raceway/plan/plan-view";

/** Makes a plan in a thread of its own: a large one takes seconds, and pages must not wait for it. */
const { request, site } = workerData as { readonly request: PlanRequest; readonly site: string };
const plan = await makePlan(request);
parentPort?.postMessage({ view: planView(plan), calendar: planCalendar(plan, site, plan.from) });
