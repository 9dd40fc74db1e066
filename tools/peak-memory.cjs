// Loaded with `node --require` in front of a program: at its end, its peak memory in kilobytes goes into the file
// PEAK_MEMORY_FILE, and the microseconds it worked into PROCESSOR_TIME_FILE, where that is named.
const { writeFileSync } = require("node:fs");

process.on("exit", () => {
  // maxRSS is in kilobytes.
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  writeFileSync(process.env.PEAK_MEMORY_FILE, String(maxRSS));
  const { PROCESSOR_TIME_FILE } = process.env;
  if (PROCESSOR_TIME_FILE) writeFileSync(PROCESSOR_TIME_FILE, String(userCPUTime + systemCPUTime));
});
