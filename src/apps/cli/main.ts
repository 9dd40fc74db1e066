/** The program of the commands that look at files of a project. */
import { startProgram } from "./program.ts";

startProgram({
  check: async () => (await import("./check-command.ts")).runCheck,
  fix: async () => (await import("./fix-command.ts")).runFix,
  context: async () => (await import("./context-command.ts")).runContext,
  init: async () => (await import("./init-command.ts")).runInit,
  rules: async () => (await import("./rules-command.ts")).runRules,
  explain: async () => (await import("./explain-command.ts")).runExplain,
  completion: async () => (await import("./completion.ts")).runCompletion,
});
