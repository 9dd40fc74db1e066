import type { DeviceMapping } from "./container.ts";

/**
 * Devices as `docker run --device` and Compose take them: `HOST[:CONTAINER][:PERMISSIONS]`. In comes the text, out goes
 * the mapping; undefined is a text that the engine refuses. Names of the Container Device Interface
 * (`vendor.com/class=name`) are no paths of the host and come back with an empty `container`.
 */
export function parseDevice(text: string): DeviceMapping | undefined {
  if (isDeviceName(text)) return { host: text, container: "", permissions: undefined };
  const [host = "", second, third, ...rest] = text.split(":");
  if (host === "" || rest.length > 0 || second === "" || third === "") return undefined;
  if (second === undefined) return { host, container: host, permissions: undefined };
  if (third !== undefined) return isPermissions(third) ? { host, container: second, permissions: third } : undefined;
  return isPermissions(second)
    ? { host, container: host, permissions: second }
    : { host, container: second, permissions: undefined };
}

function isPermissions(text: string): boolean {
  return /^[rwm]{1,3}$/.test(text) && new Set(text).size === text.length;
}

function isDeviceName(text: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9.-]*\/[A-Za-z0-9_-]+=[A-Za-z0-9_.:-]+$/.test(text);
}
