import type { CourseMoment } from "../fading-course.ts";
import { courseOf } from "./life-view.ts";
import type { WholeLife } from "./whole-life.ts";

/** For tests: a life of so many seconds whose level rises to e³ times its baseline from a share of it on, seen up to another share; a second feature is unknown. */
export function madeUpCourse(seconds: number, from: number, until = 1): readonly CourseMoment[] {
  return Array.from({ length: 201 }, (_, i) => {
    const share = (i / 200) * until;
    return { age: share * seconds, values: [Math.max(0, (3 * (share - from)) / (1 - from)), null] };
  });
}

/** The same as a finished life. */
export function madeUpLife(seconds: number, from: number): WholeLife {
  return { seconds, course: courseOf(madeUpCourse(seconds, from)) };
}
