/** Texts of the line above a simulated plant, and of what can be done to it. */
export const simulationEn = {
  "simulation.label": "Simulated plant",
  "simulation.name": "Simulated plant",
  "simulation.pause": "Pause",
  "simulation.resume": "Go on",
  "simulation.stands": "paused",
  "simulation.speed": "How quickly time passes",
  "simulation.minutes": "1 s = {number} min",
  "simulation.hours": "1 s = {number} h",
  "simulation.break": "Break something …",
  "simulation.breakIt": "Break it",
  "simulation.close": "Close",
  "simulation.where": "Where",
  "simulation.what": "What",
  "simulation.growing":
    "Damage grows over days of the plant's time, and shows in the measurements before anybody could hear it. Let time pass faster if you like.",
  "simulation.broken": "Broken now",
  "simulation.nothing": "Nothing is broken.",
  "simulation.since": "{what}, since {time}",
  "simulation.mend":
    "To repair it, record the maintenance on the page of the point: a bearing recorded as replaced really is.",
  "simulation.sensorDead": "Sensor dead",
  "simulation.away": "Take the database away",
  "simulation.back": "Bring the database back",
  "simulation.storeAway": "database away",
  "simulation.storeNote":
    "Results then wait, nothing is lost, charts cannot be read; after a minute an alarm says so.",
  "simulation.store": "Database",
} as const;
