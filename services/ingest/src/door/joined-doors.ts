import type { Source, SourceStatus } from "@raceway/ports/source";

/**
 * Several doors as one: messages come through all of them, what is published goes out through the first, and they count as open when all are.
 */
export function joinDoors(first: Source, ...others: readonly Source[]): Source {
  const doors = [first, ...others];
  return {
    name: doors.map(({ name }) => name).join("+"),
    async open(admit) {
      const opened: Source[] = [];
      try {
        for (const door of doors) {
          await door.open(admit);
          opened.push(door);
        }
      } catch (error) {
        await Promise.all(opened.map((door) => door.close()));
        throw error;
      }
    },
    publish: first.publish,
    status(): SourceStatus {
      const statuses = doors.map((door) => ({ name: door.name, ...door.status() }));
      const worst = statuses.find(({ state }) => state !== "open");
      const connections = statuses.reduce((sum, each) => sum + each.connections, 0);
      if (worst === undefined) return { state: "open", connections };
      const reason = worst.reason === undefined ? {} : { reason: `${worst.name}: ${worst.reason}` };
      return { state: worst.state, connections, ...reason };
    },
    async close() {
      await Promise.all(doors.map((door) => door.close()));
    },
  };
}
