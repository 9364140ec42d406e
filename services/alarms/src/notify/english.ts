import type { Words } from "./language.ts";

const plural = (count: number) => (count === 1 ? "1 more alarm" : `${count} more alarms`);

export const ENGLISH: Words = {
  priority: { low: "low", medium: "medium", high: "HIGH" },
  news: {
    raised: "New",
    escalated: "More urgent",
    named: "Now named",
    returned: "Over",
    assigned: "Assigned",
  },
  labels: {
    where: "Where",
    bad: "How bad",
    since: "Since",
    why: "Why",
    todo: "What to do",
    open: "Open in the console",
    explained: "Probably caused by",
    note: "Note",
  },
  urgency(priority, { condition, severity }) {
    const machine = severity === "alarm" ? "beyond the alarm limit" : "a warning";
    return `${condition === "system" ? "Raceway itself" : machine}, priority ${priority.toLowerCase()}`;
  },
  waited: "nobody has acknowledged it yet",
  returned: (time) => `back to normal since ${time}`,
  covered: "set aside meanwhile",
  closed: "closed meanwhile",
  acknowledged: (who) => `acknowledged by ${who}`,
  assigned: (to, who) => (to === who ? `taken by ${to}` : `assigned to ${to} by ${who}`),
  subject: (priority, title, where, more) =>
    `[${priority}] ${title} - ${where}${more > 0 ? ` (and ${plural(more)})` : ""}`,
  digestSubject: (count, plant) => `${count === 1 ? "1 alarm" : `${count} alarms`} - ${plant}`,
  footer: (plant) => `Sent by Raceway at ${plant}. Acknowledge it in the console.`,
  testSubject: (plant) => `Test message from ${plant}`,
  testText: (channel, plant) =>
    `This is a test of the channel "${channel}". When an alarm at ${plant} is routed here, it arrives like this.`,
};
