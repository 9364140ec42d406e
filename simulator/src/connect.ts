import { connectAsync, type MqttClient } from "mqtt";
import type { SensorLogin } from "./publisher.ts";

/**
 * Connects a simulated device that publishes in a session of its own, and reconnects by itself.
 *
 * @throws Error when the first connect fails.
 */
export async function connectDevice(
  name: string,
  { url, username, password, clientPrefix = "sim", ca }: SensorLogin,
): Promise<MqttClient> {
  const client = await connectAsync(
    url,
    {
      clientId: `${clientPrefix}-${name}`,
      clean: false,
      ...(username !== undefined && { username }),
      ...(password !== undefined && { password }),
      ...(ca !== undefined && { ca }),
    },
    // No retries yet: a wrong address or login must be told at once.
    false,
  );
  // Without a listener a lost connection would end the process.
  client.on("error", () => {});
  return client;
}
