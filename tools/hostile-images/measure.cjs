// Loaded with `node --require` in front of a program: at its end, seconds and peak memory go into the file
// MEASURE_FILE. The peak is that of the program alone: maxRSS of resourceUsage also counts the process that started it.
const { readFileSync, writeFileSync } = require("node:fs");

function peakKilobytes() {
  try {
    return Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync("/proc/self/status", "utf8"))[1]);
  } catch {
    return process.resourceUsage().maxRSS;
  }
}

process.on("exit", () => {
  const { userCPUTime, systemCPUTime } = process.resourceUsage();
  const processorSeconds = (userCPUTime + systemCPUTime) / 1e6;
  writeFileSync(
    process.env.MEASURE_FILE,
    JSON.stringify({ wallSeconds: performance.now() / 1000, processorSeconds, peakKilobytes: peakKilobytes() }),
  );
});
