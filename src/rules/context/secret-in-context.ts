import type { EffectiveContext } from "../../context/effective-context.ts";
import type { Confidence, Problem, Related, Severity } from "../../finding/finding.ts";
import { rotationText } from "../../secrets/rotation.ts";
import type { Place } from "../../text/source.ts";
import type { Rule } from "../rule.ts";
import { type ContextSecret, contextSecrets } from "./parts/context-secrets.ts";
import { repairByPaths } from "./parts/ignore-fix.ts";
import { onceEach } from "./parts/once-each.ts";
import { secretAdvice } from "./parts/secret-advice.ts";
import { type Shipment, shipmentOf, traceOf } from "./parts/way-into-image.ts";
import { listText } from "./parts/words.ts";

const copyAll = "FROM node:24.19-trixie-slim\nWORKDIR /srv\nCOPY . .\nUSER 1000\n";
/** In two pieces, so that no scanner takes the example for a leak. */
const password = `DB_PASSWORD=${"k7Wq"}${"ZmV2pLx9"}\n`;

export const secretInContext: Rule<"dockerfile" | "contexts"> = {
  id: "secret-in-context",
  title: "A file with a secret gets into the image with COPY",
  habit: "secrets",
  severity: "critical",
  confidence: "high",
  severityReason:
    "Critical: who can pull the image has the secret. High when a RUN may have removed it on its way from another stage; medium in a stage that is only built from; low when the file is merely part of the context, below a folder of tests or examples, or not surely a secret.",
  needs: ["dockerfile", "contexts"],
  since: "0.2.0",
  presets: ["recommended@1", "strict@1"],
  aliases: ["dockle/CIS-DI-0010", "cis/4.10"],
  scope:
    "Files that the ignore file leaves in and whose content was read: files made for secrets (.env, private keys, logins, state) that hold one, and credentials of a known format in the text that COPY takes. Grouped by COPY. Silent about stand-ins, certificates, public keys, packages of others, and files that only a bind mount takes.",
  why: "Layers keep every file that was ever copied, so whoever can pull the image, or gets hold of a build cache, can read the secret.",
  remedy:
    "Leave the file out with the ignore file, give the secret to the container when it starts, and have a new one issued.",
  whenToIgnore: "The value is made up, or it is meant to be public.",
  fix: "both",
  bad: [
    {
      title: "a settings file, by COPY of everything",
      files: { Dockerfile: copyAll, ".env": password, "server.js": "" },
    },
    {
      title: "by way of another stage",
      files: {
        Dockerfile:
          "FROM node:24.19-trixie-slim AS build\nWORKDIR /app\nCOPY . .\nFROM node:24.19-trixie-slim\nCOPY --from=build /app /app\nUSER 1000\n",
        "config/.env": password,
        "config/a.json": "{}",
      },
    },
    {
      title: "beside what is copied",
      files: {
        Dockerfile: "FROM node:24.19-trixie-slim\nCOPY src /srv\nUSER 1000\n",
        "src/a.js": "",
        ".env": password,
      },
    },
  ],
  good: [
    {
      title: "left out",
      files: { Dockerfile: copyAll, ".env": password, "server.js": "", ".dockerignore": "**/.env\n" },
    },
    {
      title: "an example",
      files: { Dockerfile: copyAll, ".env.example": "DB_PASSWORD=changeme\n", ".env": "PORT=3000\n" },
    },
  ],
  *check({ contexts }) {
    yield* onceEach(problemsOf(contexts));
  },
};

/** Files that come the same way, together. */
interface Group {
  readonly shipment: Shipment | undefined;
  readonly secrets: ContextSecret[];
}

function* problemsOf(contexts: readonly EffectiveContext[]): Iterable<Problem> {
  for (const context of contexts) {
    for (const group of groupByWay(context)) {
      const problem = problemOf(context, group);
      if (problem) yield problem;
    }
  }
}

function groupByWay(context: EffectiveContext): Iterable<Group> {
  const groups = new Map<string, Group>();
  for (const secret of contextSecrets(context).secrets) {
    const shipment = shipmentOf(context, secret.file);
    if (!shipment && !isLoose(context, secret)) continue;
    const far = shipment?.reach ? (shipment.reach.sure ? "sure" : "likely") : "stage";
    const key = shipment ? `${shipment.transfer.at.start} ${far} ${isDoubtful(secret)}` : "sent";
    const group = groups.get(key) ?? { shipment, secrets: [] };
    groups.set(key, group);
    group.secrets.push(secret);
  }
  return groups.values();
}

/** In the context for nobody: neither made up nor there for a mount that names it. */
function isLoose(context: EffectiveContext, { file, isTrial, isByName, confidence }: ContextSecret): boolean {
  if (isTrial || !isByName || confidence === "low") return false;
  return !context.transfers.some(
    (transfer) => transfer.kind === "bind" && !transfer.isWhole && transfer.files().includes(file),
  );
}

function isDoubtful({ isTrial, confidence }: ContextSecret): boolean {
  return isTrial || confidence === "low";
}

function problemOf(context: EffectiveContext, { shipment, secrets }: Group): Problem | undefined {
  const [first] = secrets;
  if (!first) return undefined;
  const doubtful = isDoubtful(first);
  if (doubtful && !shipment?.reach) return undefined;
  const paths = secrets.map(({ file }) => file.path);
  const severity: Severity = doubtful ? "low" : severityOf(shipment);
  const confidence = doubtful ? "low" : confidenceOf(secrets, shipment);
  return {
    at: shipment?.transfer.at ?? placeOf(context),
    message: messageOf(shipment, secrets),
    severity,
    confidence,
    ...(shipment ? { related: [...traceOf(first.file.path, shipment), ...rotationOfWorst(secrets, shipment)] } : {}),
    ...repair(context, paths, secrets, shipment),
  };
}

/** Said with the finding, as not every one has a fix: for the surest of them, once it is in an image. */
function rotationOfWorst(secrets: readonly ContextSecret[], { transfer, reach }: Shipment): readonly Related[] {
  const detector = secrets[0]?.findings[0]?.detector;
  return reach && detector !== undefined ? [{ at: transfer.at, message: rotationText(detector) }] : [];
}

/** As sure as the surest of them, and as the way is. */
function confidenceOf(secrets: readonly ContextSecret[], shipment: Shipment | undefined): Confidence {
  const isSure = secrets.some(({ confidence }) => confidence === "high") && shipment?.reach?.sure !== false;
  return isSure ? "high" : "medium";
}

function severityOf(shipment: Shipment | undefined): Severity {
  if (!shipment) return "low";
  if (!shipment.reach) return "medium";
  return shipment.reach.sure ? "critical" : "high";
}

/** What is taken by no line has no line of its own. */
function placeOf({ dockerfile }: EffectiveContext): Place {
  return dockerfile.target?.from.keyword.span ?? { start: 0, end: 0 };
}

function messageOf(shipment: Shipment | undefined, secrets: readonly ContextSecret[]): string {
  const files = listText(secrets.map(describe), 3, "files");
  const one = secrets.length === 1;
  if (!shipment)
    return `The build context holds ${files}; no COPY takes ${one ? "it" : "them"} today, and the next COPY . would.`;
  const name = shipment.transfer.kind.toUpperCase();
  if (!shipment.reach)
    return `${name} puts ${files} into ${shipment.transfer.stage.label}, where layers and build caches keep ${one ? "it" : "them"}.`;
  return `${name} puts ${files} into the image, for everyone who can pull it.`;
}

/** `.env (value of DB_PASSWORD)`. */
function describe({ file, findings }: ContextSecret): string {
  const titles = [...new Set(findings.map(({ title }) => title))];
  return `${file.path} (${listText(titles, 1, "secrets")})`;
}

/** Not where a COPY names the file: the line would have nothing left to take. The plan says so itself. */
function repair(
  context: EffectiveContext,
  paths: readonly string[],
  secrets: readonly ContextSecret[],
  shipment: Shipment | undefined,
): Pick<Problem, "fixes" | "refusal"> {
  if (secrets.some(({ isByName }) => !isByName))
    return {
      refusal: "The file is part of the program: take the secret out of it, and read it from the environment instead.",
    };
  return repairByPaths(context, paths, "it holds a secret", secretAdvice(secrets, shipment));
}
