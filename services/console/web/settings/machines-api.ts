import { get, send } from "../shared/api.ts";

/** What changing machines asks of the console's HTTP API. */

export interface MachinePlace {
  readonly line: string;
  readonly machine: string;
}

export interface FieldView {
  readonly path: readonly string[];
  readonly value?: string | number;
}

export interface MachineTextView {
  readonly revision: string;
  readonly text: string;
  readonly fields: readonly FieldView[];
}

export interface EditView extends MachinePlace {
  readonly act: "change" | "copy" | "remove";
  readonly text: string;
}

export interface EditPreviewView {
  readonly revision: string;
  readonly faults: readonly string[];
  readonly differences: readonly { readonly point: string; readonly said: readonly string[] }[];
  readonly lines: readonly {
    readonly kind: "stays" | "goes" | "comes";
    readonly lines: readonly string[];
  }[];
}

export interface VersionsView {
  readonly revision: string;
  readonly versions: readonly {
    readonly revision: string;
    readonly until: string;
    readonly by: string;
  }[];
}

export const getMachineText = (place: MachinePlace, copy?: string) =>
  get<MachineTextView>(
    `plant-file/machine?${new URLSearchParams({ ...place, ...(copy !== undefined && { copy }) })}`,
  );

export const setMachineField = (text: string, path: readonly string[], value: string) =>
  send<Omit<MachineTextView, "revision">>("POST", "plant-file/machine/field", {
    text,
    path,
    value,
  });

export const previewMachine = (edit: EditView) =>
  send<EditPreviewView>("POST", "plant-file/machine/preview", edit);

/** Resolves once ingest has it, or has said nothing for a while. */
export const applyMachine = (edit: EditView, revision: string, who: string) =>
  send<{ readonly revision: string; readonly inForce: boolean }>("POST", "plant-file/machine", {
    ...edit,
    revision,
    who,
  });

export const getVersions = () => get<VersionsView>("plant-file");
