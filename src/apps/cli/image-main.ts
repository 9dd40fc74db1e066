/** The program of the commands that open images: a bundle of its own, so that a check of files does not load it. */
import { startProgram } from "./program.ts";

startProgram({
  scan: async () => (await import("./scan-command.ts")).runScan,
  sbom: async () => (await import("./sbom-command.ts")).runSbom,
  history: async () => (await import("./history-command.ts")).runHistory,
  db: async () => (await import("./db-command.ts")).runDb,
});
