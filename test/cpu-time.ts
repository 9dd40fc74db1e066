/** Processor time of this process so far, in milliseconds: limits on it hold however busy the machine is. */
export function cpuTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
