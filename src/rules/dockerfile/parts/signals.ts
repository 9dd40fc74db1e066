/** Linux signals as the engine knows them. Reference: moby/sys/signal, signal_linux.go. */
const names: ReadonlySet<string> = new Set([
  ...["ABRT", "ALRM", "BUS", "CHLD", "CLD", "CONT", "FPE", "HUP", "ILL", "INT", "IO", "IOT", "KILL", "PIPE", "POLL"],
  ...["PROF", "PWR", "QUIT", "SEGV", "STKFLT", "STOP", "SYS", "TERM", "TRAP", "TSTP", "TTIN", "TTOU", "URG", "USR1"],
  ...["USR2", "VTALRM", "WINCH", "XCPU", "XFSZ", "RTMIN", "RTMAX"],
]);

/** `SIGTERM`, `term`, `15`, `SIGRTMIN+3`. Zero is none. */
export function isSignal(text: string): boolean {
  if (/^[+-]?\d+$/.test(text)) return Number(text) !== 0;
  const name = text.toUpperCase().replace(/^SIG/, "");
  if (names.has(name)) return true;
  const realTime = /^(?:RTMIN\+(\d{1,2})|RTMAX-(\d{1,2}))$/.exec(name);
  if (!realTime) return false;
  return realTime[1] === undefined ? within(Number(realTime[2]), 14) : within(Number(realTime[1]), 15);
}

function within(offset: number, largest: number): boolean {
  return offset >= 1 && offset <= largest;
}
