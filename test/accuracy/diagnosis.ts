import { verdictOn } from "./judge.ts";
import { type Outcome, outcomeOf } from "./outcome.ts";
import { blocksOf, type Case, cwru, hit } from "./recordings.ts";
import { costTable } from "./rigs/cost.ts";
import { reliabilityTable } from "./rigs/reliability.ts";
import { rotorTable } from "./rigs/rotor-table.ts";
import {
  type Judgement,
  judgeRigs,
  kindTable,
  livesTable,
  outcomeTable,
  sharesOf,
  wrongNames,
} from "./rigs/study.ts";
import { wrongPictures } from "./rigs/wrong-pictures.ts";
import { yardstickTable } from "./rigs/yardstick-table.ts";
import { plantFileTable, shapeTable } from "./robustness.ts";

/** Of recordings, each so many is replayed under every way of writing the plant file. */
const EVERY = 3;
const MADE_UP = 4;

const isMadeUp = ({ record }: Judgement) => record.rig === "made-up";

/** Recorded faults judged without and with the band that the kurtogram chooses in every block. */
function kurtogramSentence(cases: readonly Case[]): string {
  const [without, with_] = [false, true].map((kurtogram) => {
    const outcomes = cases.map((one) =>
      outcomeOf(one, verdictOn(one, blocksOf(one, 1), { kurtogram }).fault),
    );
    const count = (what: Outcome) => outcomes.filter((outcome) => outcome === what).length;
    return `${count("right")} right, ${count("wrong")} wrong, ${count("unnamed")} unnamed`;
  });
  return `\`createManipulation\` can add the band in which the fast kurtogram finds each block most impulsive. It is off: on the ${cases.length} faulty records of CWRU and HIT-SM it gives ${with_}; without it ${without}.`;
}

/** The study behind docs/accuracy/diagnosis.md. */
export async function diagnosisStudy(): Promise<string> {
  const judgements = await judgeRigs([]);
  const recorded = judgements.filter((each) => !isMadeUp(each));
  const madeUp = judgements.filter(isMadeUp);
  const single = [...cwru("DE"), ...hit()];
  const missing =
    recorded.length === 0
      ? "\n**Recordings were missing when this page was made: its first tables are empty.**\n"
      : "";
  return `# Will it name the fault of my machine?

Made by \`npm run accuracy diagnosis\`; every number below comes out of that run.
${missing}
## In short

| your machine | what to expect |
| --- | --- |
| A spalled race, one to three axes, ten turns or more in a record, the bearing and the speed (within 2 %) known | ${sharesOf(recorded, ["outer-race", "inner-race"])} on recorded rigs; ${sharesOf(madeUp, ["outer-race", "inner-race"])} on made-up machines at 0, −6 and −12 dB |
| A damaged ball | the hardest: ${sharesOf(recorded, ["rolling-element"])} recorded, ${sharesOf(madeUp, ["rolling-element"])} made up. Watch the anomaly, not the name |
| Imbalance beyond an ISO zone, beyond what any machine may run at, or many times the point's own normal | ${sharesOf(recorded, ["imbalance"])} recorded, ${sharesOf(madeUp, ["imbalance"])} made up |
| Misalignment, a bent shaft | ${sharesOf(recorded, ["misalignment", "bent-shaft"])} recorded, ${sharesOf(madeUp, ["misalignment", "bent-shaft"])} made up: mostly left unnamed, on purpose |
| A sound machine | ${sharesOf(recorded, ["sound"])} recorded, ${sharesOf(madeUp, ["sound"])} made up, where unnamed is right |
| Bearing unknown, speed unknown, under four shaft turns in a block, sampled below twice the lines | no bearing fault is named, and the verdict says why; anomalies are found all the same |

\`unnamed\` is an abstention: neither right nor wrong. A fault that is not named still moves the levels, which are judged by themselves ([lives.md](lives.md)).

## Protocol

Each record is written to a file, read and judged by all that \`raceway replay FILE --plant plant.yaml --direct\` judges by, under a plant file as a stranger would write it: nominal speed from the
publisher or off by up to 1.5 % (5 % where the table says so), the catalogue's bearing, everything else default. The verdict that stands at the end counts. "Sound record first" means that the point
heard one sound record of the same machine and speed before; all others are judged on themselves alone. Nothing is trained on any of it.

Looked at while the method was built: all recordings listed here, and made-up machines of the same kinds from other seeds; the made-up machines counted below were not looked at.

## Recorded rigs

${outcomeTable(recorded)}

CWRU: Case Western Reserve University, 12 kHz drive end, 0 and 1 hp. HIT: SpectraQuest rig, 600 r/min. ADI: three-axis MEMS sensor on a motor, 600 to 3000 r/min. Gearbox: SpectraQuest gearbox whose
bearings are sound, asked about five bearings in turn.

Lives heard from their first record on; FEMTO's bearings are sound in the first 15 %, a published label puts the onset of XJTU-SY 1_1 at about 53 %:

${await livesTable()}

## Made-up machines

Three axes with ways of their own, drawn bearings, speeds, resonances and rates (\`test/accuracy/rigs/made-up\`); ringing at 0, −6 and −12 dB over the background on the best axis. Cells are right / wrong /
unnamed, for sound machines names / records.

${kindTable(madeUp)}

## Why misalignment and bent shafts are mostly left unnamed

The three-axis recordings of the motor, speed by speed: velocity on the axis that shakes most, and what the phase between the axes at the shaft's own frequency says of the four unbalanced records of each speed.

${await rotorTable(recorded)}

The misaligned and the bent rotors of this rig shake no more than the sound one: there is nothing to hold a name against, and whoever names them from such a record guesses. A name is given where the velocity is beyond what
is right and its lines say which: twice the speed for misalignment, three times for looseness. A bent shaft looks like misalignment from one end; charts part the two by the axial phase between both ends (180°), which takes sensors at both that sample by one
clock, and nothing in a plant file says that two points do: so none is named.

Phase is read where two axes of one point are sampled together (blocks of one beginning and length) and both move at least half as much as the strongest. An unbalance turns, so that they are about 90° apart (± 40°); what moves
along a line (0° or 180°, ± 30°) may as well be a misaligned shaft or a mounting that gives way. Recorded imbalances keep to it where mountings let them (a housing near a resonance does not), so it supports a name or makes it less sure (0.6), and neither gives nor takes
one. Limits: published charts (Ludeca, "8 fault types and their phase relationships"), not these recordings, which were looked at before; the half is ours.

## What moved the figure at −6 dB

Of 45 machines at −6 dB, of those that constants may be chosen by, the 11 that were not named were looked at one by one: 7 had a few single knocks a second, whose squares fill the envelope's spectrum with noise; the other 4 were races whose lines
stand beside whole orders. What stands out of an envelope in less than 2 % of the time is therefore limited to twice the level that is exceeded so seldom. On the same machines, constants as they were then:

| way | right at −6 dB, of 82 | at −3 and −9 dB, of 51 | CWRU and HIT-SM, of 36 | MEMS motor, of 30 | names on 238 sound ones |
| --- | --- | --- | --- | --- | --- |
| as before | 61 | 39 | 29 | 28 | 1 |
| knocks limited | 71 | 45 | 28 | 28 | 1 |
| and a ball's cage asked for both its lines, a part damaged on one machine in four | 72 | 45 | 29 | 29 | 1 |

Other ways, on the fewer machines that were there when each was tried (as before: 61 of 82, 34 of 45): limits at other levels, and by the tallest of every two turns of the shaft; other ways to put bands and axes together.

| way | right at −6 dB | CWRU, of 30 | MEMS motor, of 30 |
| --- | --- | --- | --- |
| exceeded in 10 % of the time, × 1.5 | 43 of 57 | 18 | 25 |
| 5 %, × 1.5 | 47 of 54 | 20 | 28 |
| 5 %, × 3 | 50 of 60 | 21 | 27 |
| 2 %, × 1.5 | 52 of 61 | 21 | 28 |
| 2 %, × 2.5 | 67 of 80 | 22 | 28 |
| 2 %, × 3 | 54 of 65 | 23 | 27 |
| median of the tallest of every two turns | 61 of 71 | 21 | 27 |
| the same, × 1.5 | 56 of 67 | 20 | 28 |
| the same, × 2.2 | 67 of 78 | 21 | 27 |
| four in five of the tallest of every two turns, × 1.5 | 65 of 79 | 23 | 27 |
| the better quarter of bands instead of the better half | 34 of 45 | 22 | 29, and 3 sound ones named |
| mean likelihood of bands, of axes or of both instead of the better half (5 forms) | 33 to 34 of 45 | 20 to 23 | 28 to 29, and up to 4 sound ones named |

CWRU's balls strike now and then only: the tighter the limit, the more of them are taken for strays.

## Against an afternoon's method

The same records judged by a whitened envelope spectrum over the whole record, a guard around shaft harmonics, and one threshold, chosen on the other rigs:

${yardstickTable(judgements.map(({ record }) => record))}

## Can the confidence be believed?

"Possible" is where the share of right names may lie by so many of them (Wilson, 95 %): a bin of a few names shows next to nothing. Made-up machines:

${reliabilityTable(madeUp)}

Recorded rigs:

${reliabilityTable(recorded)}

What the other rigs would make of it is in [constants.md](constants.md), where every constant is chosen without the rig that it judges.

## Names that were wrong

${wrongNames(judgements)}

${await wrongPictures(judgements)}

## Plant files by other hands

Every third record of CWRU and HIT-SM, and made-up machines, the first 5 s of each; right / wrong / unnamed. A nominal speed that is off is so by 90 % of its tolerance.

${await plantFileTable(
  single.filter((_, index) => index % EVERY === 0),
  MADE_UP,
)}

Records as test rigs publish them, made up (ringing at −3 and −9 dB), with nothing but defaults:

${await shapeTable(MADE_UP)}

## The kurtogram's band

${kurtogramSentence(single.filter(({ truth }) => truth !== "healthy"))}

## Cost

Processor time of its thread on the machine that made this page, one axis, median of seven rounds after two that are not counted; a name settles in some twelve blocks, and most blocks after that are averaged,
not weighed. What each step towards it brought: [performance.md](../performance.md).

${costTable()}
`;
}
