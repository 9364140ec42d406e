/** A measuring point as the plant file of a round has it. */
export interface RoundPoint {
  readonly id: string;
  /** Its name in the file before. */
  readonly was?: string;
}

const PLACE = "s/l/m";

export const readingTopic = (id: string) => `raceway/v1/reading/${PLACE}/${id}/temp`;
export const indicatorsTopic = (id: string) => `raceway/v1/indicators/${PLACE}/${id}/temp`;
export const alarmTopic = (id: string) => `raceway/v1/alarm/${PLACE}/${id}/machine`;
export const sensorAlarmTopic = (id: string) => `raceway/v1/alarm/${PLACE}/${id}/sensor`;
export const actTopic = (id: string) => `raceway/v1/alarm-act/${PLACE}/${id}/machine`;

/** One machine with a temperature at each point, alarm above 85 °C. */
export function roundPlantText(points: readonly RoundPoint[]): string {
  const channel = `{ id: temp, kind: temperature, unit: degC, limits: { temperature: { warning: 70, alarm: 85 } } }`;
  const lines = points.map(
    ({ id, was }) =>
      `          - { id: ${id}, ${was === undefined ? "" : `was: ${was}, `}channels: [${channel}] }`,
  );
  return `site: s
lines:
  - id: l
    machines:
      - id: m
        points:
${lines.join("\n")}
`;
}
