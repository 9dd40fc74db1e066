/** TCP ports of services through which a machine is run, with their names. */
export const adminPorts: ReadonlyMap<number, string> = new Map([
  [22, "SSH"],
  [23, "Telnet"],
  [2375, "the Docker API without TLS"],
  [3389, "Remote Desktop"],
  [5800, "VNC"],
  [5900, "VNC"],
  [5901, "VNC"],
]);
