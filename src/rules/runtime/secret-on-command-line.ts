import type { Problem, Related } from "../../finding/finding.ts";
import type { Source } from "../../text/source.ts";
import { rotationNotes } from "../parts/rotation-note.ts";
import type { Rule } from "../rule.ts";
import { hasPurposeWord, isDevelopmentFile } from "./parts/development-file.ts";
import { severityOfShared } from "./parts/secret-severity.ts";
import { type SecretSighting, type SharedSecret, sharedSecrets } from "./parts/secret-sightings.ts";

export const secretOnCommandLine: Rule<"containers"> = {
  id: "secret-on-command-line",
  title: "A secret is written on a command line",
  habit: "secrets",
  severity: "high",
  confidence: "high",
  severityReason:
    "High; critical for a credential of a known format. In files for development or tests medium, and low where the value is a common word. Info in documentation.",
  needs: ["containers"],
  since: "0.2.0",
  presets: ["recommended@1", "strict@1"],
  aliases: ["kics/Passwords And Secrets"],
  scope:
    "`-e NAME=value` and `--env` of `docker run` and its like, and passwords and tokens in the command, entrypoint or health check of a container: `--password=…`, `--requirepass`, `mysql -p…`, addresses with a password. Variables, files and stand-ins are left alone, and so is a value that the environment of a service in the same file holds: it is reported there.",
  why: "The value is in the script's history, in the shell's history, in the list of processes and in docker inspect.",
  remedy:
    "Write `-e NAME` without a value or `--env-file`, and let a command read its password from a file or a variable; then change the value: the history of git keeps the old one.",
  whenToIgnore: "The container lives for one test on one machine, and nothing it protects is worth having.",
  fix: "unsafe",
  bad: [
    {
      title: "a variable of docker run",
      files: { "start.sh": "#!/bin/sh\ndocker run -d -e DB_PASSWORD=k7-harbour-lamp registry.example.com/api:1.4\n" },
    },
  ],
  good: [
    {
      title: "the name alone, and a file",
      files: {
        "start.sh":
          '#!/bin/sh\ndocker run -d -e DB_PASSWORD --env-file .env -e API_TOKEN="$API_TOKEN" registry.example.com/api:1.4\n',
      },
    },
    {
      title: "a command that reads a file",
      files: {
        "compose.yaml":
          "services:\n  cache:\n    image: redis:8.4\n    command: sh -c 'exec redis-server --requirepass \"$$(cat /run/secrets/redis)\"'\n",
      },
    },
  ],
  *check({ source, containers }) {
    if (!source) return;
    const isDevelopment = hasPurposeWord(source.path) || isDevelopmentFile(source, containers);
    for (const shared of sharedSecrets(containers, source)) {
      // The environment of a service is the business of another rule, with all places of its values.
      if (shared.some(({ entry, container }) => entry && container.kind === "service")) continue;
      yield problem(shared, severityOfShared(shared, isDevelopment), source);
    }
  },
};

function problem(shared: SharedSecret, severity: Problem["severity"] & string, source: Source): Problem {
  const [first, ...others] = shared;
  const found = {
    at: first.at,
    severity,
    confidence: first.secret.confidence,
    message: messageOf(first),
    related: [
      ...rotationNotes(first.secret.detector, first.at),
      ...others.map(({ at, label }): Related => ({ at, message: `The same value stands here again: ${label}.` })),
    ],
  };
  const edits = shared.map((sighting) => nameAlone(sighting, source));
  const whole = edits.flatMap((edit) => (edit ? [edit] : []));
  const names = [...new Set(shared.flatMap(({ entry }) => (entry ? [entry.name] : [])))];
  if (whole.length < shared.length) return { ...found, refusal: refusalOf(first) };
  const title = `Pass ${names.join(", ")} by name`;
  return { ...found, fixes: [{ title, safety: "unsafe", edits: whole, followUp: followUpOf(names) }] };
}

function messageOf({ entry, label, secret, container }: SecretSighting): string {
  const where = container.kind === "service" ? "this file, its git history" : "this script, its git history";
  const subject = entry ? `${entry.name} on the command line of ${container.label}` : capital(label);
  return `${subject} ${secret.why}: it is in ${where}, the list of processes and docker inspect.`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function refusalOf({ entry, container }: SecretSighting): string {
  if (entry) return "The value is written in a form that is not edited.";
  const what = container.kind === "service" ? "service" : "program";
  return `How the ${what} can take its password from a file or a variable depends on the program.`;
}

/** `-e NAME=value` to `-e NAME`: the engine takes the value from the shell. */
function nameAlone({ entry }: SecretSighting, { text }: Source) {
  if (!entry || text.slice(entry.nameAt.end, entry.at.start) !== "=") return undefined;
  return { start: entry.nameAt.end, end: entry.at.end, text: "" };
}

function followUpOf(names: readonly string[]): readonly string[] {
  return [
    "Set the variables in the shell before the command runs, for instance from a file that .gitignore names:",
    "set -a; . ./.env; set +a",
    ...names.map((name) => `${name}=`),
    "The old values stay in the file's git history: have new ones issued where they came from.",
  ];
}
