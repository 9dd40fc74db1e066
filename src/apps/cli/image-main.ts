/** The program of the commands that open images: a bundle of its own, so that a check of files does not load it. */
import { startProgram } from "./program.ts";

startProgram({
  scan: async () => (await import("./scan-command.ts")).runScan,
  sbom: async () => (await import("./sbom-command.ts")).runSbom,
  history: async () => (await import("./history-command.ts")).runHistory,
  vex: async () => (await import("./vex-command.ts")).runVex,
  compare: async () => (await import("./compare-command.ts")).runCompare,
  explain: async () => (await import("./explain-vulnerability-command.ts")).runExplainVulnerability,
  db: async () => (await import("./db-command.ts")).runDb,
});
