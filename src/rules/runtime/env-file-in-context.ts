import type { EffectiveContext } from "../../context/effective-context.ts";
import type { Problem } from "../../finding/finding.ts";
import type { Container, Located } from "../../runtime/container.ts";
import { repairByPaths } from "../context/parts/ignore-fix.ts";
import { shipmentOf, traceOf } from "../context/parts/way-into-image.ts";
import { lineOf } from "../dockerfile/parts/line-of.ts";
import type { Rule } from "../rule.ts";
import { isOwnPlace } from "./parts/own-place.ts";
import { subjectOf } from "./parts/subject.ts";

export const envFileInContext: Rule<"compose" | "builds"> = {
  id: "env-file-in-context",
  title: "The env file of a service is also inside its image",
  habit: "secrets",
  severity: "high",
  confidence: "medium",
  severityReason:
    "High where a COPY or ADD brings the file into the image that is shipped. Low where it is only sent to the builder, whose cache may keep it. The contents are not read, so confidence is medium.",
  needs: ["compose", "builds"],
  since: "0.2.0",
  presets: ["recommended@1", "strict@1"],
  aliases: [],
  scope:
    "Files named by `env_file` of a service that is built here, where they lie in the folder of that build and its ignore file lets them through. Examples and templates (`.env.example`) are left alone.",
  why: "Settings that were kept out of the image to be given when it runs are in it all the same, for everyone who can pull it.",
  remedy:
    "Name the file in .dockerignore, and have the secrets in it issued anew if an image with it was pushed: registries keep layers.",
  whenToIgnore: "The file holds nothing secret and the program reads it from the image.",
  fix: "both",
  bad: [
    {
      title: "COPY . . takes .env along",
      files: {
        Dockerfile: "FROM node:24-slim\nWORKDIR /app\nCOPY . .\nUSER node\n",
        "compose.yaml": "services:\n  web:\n    build: .\n    env_file: .env\n",
        ".env": "DB_PASSWORD=\n",
      },
    },
    {
      title: "sent to the builder, and copied by nobody",
      files: {
        Dockerfile: "FROM node:24-slim\nWORKDIR /app\nCOPY server.js ./\nUSER node\n",
        "compose.yaml": "services:\n  web:\n    build: .\n    env_file: .env\n",
        ".env": "DB_PASSWORD=\n",
        "server.js": "",
      },
    },
  ],
  good: [
    {
      title: "the ignore file keeps it out",
      files: {
        Dockerfile: "FROM node:24-slim\nWORKDIR /app\nCOPY . .\nUSER node\n",
        "compose.yaml": "services:\n  web:\n    build: .\n    env_file: .env\n",
        ".env": "DB_PASSWORD=\n",
        ".dockerignore": "**/.env\n",
      },
    },
    {
      title: "a template without values",
      files: {
        Dockerfile: "FROM node:24-slim\nWORKDIR /app\nCOPY . .\nUSER node\n",
        "compose.yaml": "services:\n  web:\n    build: .\n    env_file: .env.example\n",
        ".env.example": "DB_PASSWORD=\n",
      },
    },
  ],
  *check({ source, compose, builds }) {
    for (const { build, container } of compose.services) {
      const context = build && builds.find((linked) => linked.build === build)?.context;
      if (!context) continue;
      for (const envFile of container.envFiles) {
        if (source && !isOwnPlace(source, envFile.at)) continue;
        const found = judge(container, envFile, context);
        if (found) yield found;
      }
    }
  },
};

/** Words in the names of files that are made to be filled in. */
const template = /(?:^|[._-])(?:example|sample|template|dist|tpl|default|defaults)(?:[._-]|$)/i;

function judge(container: Container, { value, at }: Located<string>, context: EffectiveContext): Problem | undefined {
  const path = below(context.root, value);
  if (path === undefined || template.test(path.slice(path.lastIndexOf("/") + 1))) return undefined;
  const file = context.files.all.find((each) => each.path === path);
  if (file?.kind !== "file" || file.ignoredBy) return undefined;
  const shipment = shipmentOf(context, file);
  const repair = repairByPaths(context, [path], "a service is given it when it runs", followUp);
  if (!shipment?.reach)
    return {
      at,
      severity: "low",
      message: `${subjectOf(container)} reads ${value}, and its build is sent that file too: no COPY ships it now, but the next one may.`,
      ...repair,
    };
  const { transfer, reach } = shipment;
  const { path: dockerfile } = context.dockerfile.source;
  const where = reach.path === undefined ? "" : ` as ${reach.path}`;
  const line = lineOf(context.dockerfile, transfer.instruction);
  const keyword = transfer.instruction.name.toUpperCase();
  return {
    at,
    ...(reach.sure ? {} : { severity: "medium" as const }),
    message: `${subjectOf(container)} reads ${value} when it runs, and ${keyword} on line ${line} of ${dockerfile} puts the same file into the image${where}: everyone who can pull the image has its values.`,
    related: traceOf(path, shipment).map((step) => ({ ...step, at: { ...step.at, path: dockerfile } })),
    ...repair,
  };
}

/** The contents are not read, so nothing more can be said of them. */
const followUp: readonly string[] = [
  "Where an image with the file was pushed, have the secrets in it issued anew: the registry keeps the old layers.",
];

/** The path below a folder; undefined for one outside. */
function below(root: string, path: string): string | undefined {
  const clean = path.replace(/^(?:\.\/)+/, "");
  const folder = root.replace(/^(?:\.\/)+/, "");
  if (folder === "." || folder === "") return clean.startsWith("../") || clean.startsWith("/") ? undefined : clean;
  return clean.startsWith(`${folder}/`) ? clean.slice(folder.length + 1) : undefined;
}
