/** Topics of Sparkplug B 3.0.0, chapter 4: `spBv1.0/group/TYPE/edge[/device]` and `spBv1.0/STATE/host`. */

export const NAMESPACE = "spBv1.0";

const NODE_TYPES = ["NBIRTH", "NDEATH", "NDATA"] as const;
const DEVICE_TYPES = ["DBIRTH", "DDEATH", "DDATA"] as const;

/** Message types that an edge node publishes. */
export type EdgeMessageType = (typeof NODE_TYPES)[number] | (typeof DEVICE_TYPES)[number];

export type SparkplugTopic =
  | { readonly type: "STATE"; readonly host: string }
  | {
      readonly type: EdgeMessageType;
      readonly group: string;
      readonly edge: string;
      /** Present for the types that begin with D, and only for them. */
      readonly device?: string;
    };

/** What an edge node or a host publishes under a topic; undefined for commands and for what is no Sparkplug topic. */
export function parseSparkplugTopic(text: string): SparkplugTopic | undefined {
  const words = text.split("/");
  const [namespace, group, type, edge, device] = words;
  if (namespace !== NAMESPACE || words.length > 5 || words.some((word) => word === ""))
    return undefined;
  if (group === "STATE" && type !== undefined && words.length === 3)
    return { type: "STATE", host: type };
  if (group === undefined || edge === undefined) return undefined;
  const node = NODE_TYPES.find((known) => known === type);
  if (node !== undefined) return device === undefined ? { type: node, group, edge } : undefined;
  const ofDevice = DEVICE_TYPES.find((known) => known === type);
  if (ofDevice === undefined || device === undefined) return undefined;
  return { type: ofDevice, group, edge, device };
}

/** Where a host says whether it is there. */
export function stateTopic(host: string): string {
  return `${NAMESPACE}/STATE/${host}`;
}

/** Where commands to an edge node go. */
export function commandTopic(group: string, edge: string): string {
  return `${NAMESPACE}/${group}/NCMD/${edge}`;
}

/** Everything that one edge node publishes, its devices included: narrower than `spBv1.0/#`, as tck-id-host-topic-phid-birth-sub-required allows. */
export function edgeFilter(group: string, edge: string): string {
  return `${NAMESPACE}/${group}/+/${edge}/#`;
}
