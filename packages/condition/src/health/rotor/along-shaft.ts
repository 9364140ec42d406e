import type { Direction } from "@raceway/model/plant";
import type { HeardSignature } from "./machine-shaft.ts";
import { angleBetween, IN_LINE, TAKES_PART } from "./motion.ts";

/** Share of what moves across the shaft from which on what moves along it asks for another cause than an unbalance: an old and widely taught rule, and no more than that. */
const HIGH = 0.5;

const AXIAL: ReadonlySet<Direction | undefined> = new Set(["axial", "axial-opposed"] as const);
const ACROSS: ReadonlySet<Direction | undefined> = new Set([
  "horizontal",
  "vertical",
  "radial",
] as const);

/** How a machine moves along its shaft, where the plant file says which way its sensors point. */
export interface AlongShaft {
  /** Whether that is much beside what moves across it, at the point that moves most. */
  readonly high: boolean;
  /** How two points of the shaft do it; absent where no two were sampled together and both take part. */
  readonly ends?: "together" | "against";
  /** The channels that show it. */
  readonly labels: readonly string[];
}

/** First and second line together: a bend near the coupling shows at twice the speed. */
const moves = ({ lines }: HeardSignature) => Math.hypot(lines.one, lines.two);

/** The strongest of some channels. */
function most(heard: readonly HeardSignature[]): HeardSignature | undefined {
  return heard.toSorted((a, b) => moves(b) - moves(a))[0];
}

/**
 * What the sensors along the shaft say beside those across it. A bent shaft swings both its ends outwards at once, so that sensors along it at both, pointing the same way, move half a turn apart; coupled shafts
 * that do not align push one machine to and fro as a whole.
 *
 * Sources: Update International, "Practical Solutions to Machinery and Maintenance Vibration Problems", ch. 7, sec. 6 (along half of across), with its warnings: couples, resonances and a motor hunting for its centre
 * do so too; Ludeca, "8 fault types and their phase relationships" (180° ± 30° along the shaft of a bent one).
 *
 * @param strongest the channel that moves most. @param heard all that was heard of the shaft.
 * @returns undefined where no sensor of the strongest's point is said to point along the shaft, or none across it.
 */
export function alongShaft(
  strongest: HeardSignature,
  heard: readonly HeardSignature[],
): AlongShaft | undefined {
  const here = heard.filter(({ point }) => point === strongest.point);
  const across = most(here.filter(({ direction }) => ACROSS.has(direction)));
  const along = most(here.filter(({ direction }) => AXIAL.has(direction)));
  if (across === undefined || along === undefined) return undefined;
  const high = moves(along) >= HIGH * moves(across);
  const elsewhere = heard.filter(
    (each) =>
      each.point !== strongest.point &&
      AXIAL.has(each.direction) &&
      each.lines.one >= TAKES_PART * along.lines.one &&
      along.lines.one >= TAKES_PART * each.lines.one,
  );
  for (const other of elsewhere) {
    const ends = endsOf(along, other);
    if (ends !== undefined) return { high, ends, labels: [along.label, other.label] };
  }
  return { high, labels: [along.label] };
}

function endsOf(one: HeardSignature, other: HeardSignature): AlongShaft["ends"] {
  const measured = angleBetween(one.phases, other.phases);
  if (measured === undefined) return undefined;
  const angle = one.direction === other.direction ? measured : Math.PI - measured;
  if (angle <= IN_LINE) return "together";
  return angle >= Math.PI - IN_LINE ? "against" : undefined;
}
