import { get, send } from "../shared/api.ts";

/** What adopting asks of the console's HTTP API. */

/** A topic that messages come on and that nothing in the plant file names. */
export interface StrangerView {
  readonly topic: string;
  readonly code: string;
  readonly reason: string;
  readonly sender?: string;
  readonly count: number;
  readonly first: string;
  readonly last: string;
  readonly payload?: string;
  readonly binary: boolean;
  readonly candidates: readonly { readonly value: string; readonly number: number }[];
}

export interface AdoptionPreviewView {
  readonly revision: string;
  readonly faults: readonly string[];
  readonly readings: readonly ({ readonly said: readonly string[] } | { readonly fault: string })[];
  readonly differences: readonly { readonly point: string; readonly said: readonly string[] }[];
  readonly bearing?: { readonly designation: string; readonly source: string };
}

export interface AppliedView {
  readonly revision: string;
  readonly inForce: boolean;
}

/** What a person has said of a stranger; empty: not said. */
export type AdoptionFields = Readonly<Record<string, string>>;

export const getStrangers = () => get<readonly StrangerView[]>("strangers");

export const previewAdoption = (fields: AdoptionFields) =>
  get<AdoptionPreviewView>(`plant-file/adoption?${new URLSearchParams(said(fields))}`);

/** Resolves once ingest has it, or has said nothing for a while. */
export const adopt = (fields: AdoptionFields, revision: string, who: string) =>
  send<AppliedView>("POST", "plant-file/adoption", { ...said(fields), revision, who });

export const undo = (revision: string, to: string, who: string) =>
  send<AppliedView>("POST", "plant-file/undo", { revision, to, who });

function said(fields: AdoptionFields): Record<string, string> {
  return Object.fromEntries(Object.entries(fields).filter(([, text]) => text !== ""));
}
