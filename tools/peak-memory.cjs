// Loaded with `node --require` in front of a program: at its end, its peak memory goes into the file PEAK_MEMORY_FILE.
const { writeFileSync } = require("node:fs");

process.on("exit", () => {
  // maxRSS is in kilobytes.
  writeFileSync(process.env.PEAK_MEMORY_FILE, String(process.resourceUsage().maxRSS));
});
