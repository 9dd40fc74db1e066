import type { Rule } from "../rule.ts";
import { serviceFile } from "./parts/example.ts";
import { listNames, shortName } from "./parts/subject.ts";

export const restartPolicy: Rule<"containers"> = {
  id: "restart-policy",
  title: "A container is restarted without end",
  habit: "runtime",
  severity: "info",
  confidence: "high",
  severityReason: "Info: most people want just that; a limit is what the CIS benchmark asks for.",
  needs: ["containers"],
  since: "0.2.0",
  presets: [],
  aliases: ["kics/Restart Policy On Failure Not Set To 5", "cis/5.15"],
  scope:
    "Once a file: `restart` of always, unless-stopped or on-failure without a number from 1 to 5. No policy at all is left alone.",
  why: "A program that fails at its start is started again and again, which costs the host time and hides the failure.",
  remedy: "Write on-failure:5.",
  whenToIgnore:
    "The container has to come back by itself after the engine or the host restarts: on-failure does not do that.",
  bad: [{ title: "for ever", files: serviceFile("restart: always") }],
  good: [{ title: "five times", files: serviceFile('restart: "on-failure:5"') }],
  *check({ containers }) {
    const endless = containers.filter(({ restart }) => restart && isEndless(restart.value));
    const [first] = endless;
    if (!first?.restart) return;
    const who = listNames(endless.map(shortName));
    const message = `Restarted without end when failing (${first.restart.value}): ${who}.`;
    yield { at: first.restart.at, message };
  },
};

function isEndless(policy: string): boolean {
  const [name, most] = policy.split(":");
  if (name === "always" || name === "unless-stopped") return true;
  return name === "on-failure" && !/^[1-5]$/.test(most ?? "");
}
