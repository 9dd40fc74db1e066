import type { Fix, Problem, Related, Severity } from "../../finding/finding.ts";
import type { Container, EnvironmentEntry } from "../../runtime/container.ts";
import type { Edit } from "../../text/edit.ts";
import type { Place, Source } from "../../text/source.ts";
import { judgeSetting } from "../parts/literal-secret.ts";
import { rotationNotes } from "../parts/rotation-note.ts";
import type { Rule } from "../rule.ts";
import { isDevelopmentFile } from "./parts/development-file.ts";
import { ownText } from "./parts/own-place.ts";
import { composeFollowUp } from "./parts/secret-compose-follow-up.ts";
import { handOverAsFile, type SecretFile } from "./parts/secret-file-fix.ts";
import { type Interpolated, interpolateSecrets, leadingSighting } from "./parts/secret-interpolation.ts";
import { isWeak, severityOfShared } from "./parts/secret-severity.ts";
import { type SharedSecret, sharedSecrets } from "./parts/secret-sightings.ts";
import { listNames } from "./parts/subject.ts";

export const secretInEnvironment: Rule<"compose" | "containers"> = {
  id: "secret-in-environment",
  title: "A Compose file holds a secret in plain text",
  habit: "secrets",
  severity: "high",
  confidence: "high",
  severityReason:
    "High; critical for a credential of a known format. In a file for development or tests medium, and low where the value is a common word that protects nothing. Low for the default of a variable, which only counts where nobody sets the variable.",
  needs: ["compose", "containers"],
  since: "0.2.0",
  presets: ["recommended@1", "strict@1"],
  aliases: ["kics/Passwords And Secrets", "compose-lint/CL-0020", "compose-lint/CL-0021"],
  scope:
    "Values in the `environment` of a service, as map or list: credentials of a known format under any name, fixed values under the name of a secret, passwords inside addresses and connection strings, and the default in `${NAME:-default}`. A value that stands in several places is one finding, which names the others. Variables, stand-ins such as `changeme`, `*_FILE`, public keys and front-end variables are left alone.",
  why: "Whoever reads the repository, its history or docker inspect has the value, and it is the same in every installation.",
  remedy:
    "Write the variable's name in the file and keep its value in an ignored .env, or use secrets: with a *_FILE variable where the image knows it; then change the value: the history of git keeps the old one.",
  whenToIgnore: "The stack runs only on a developer's machine or in tests, and nothing it protects is worth having.",
  fix: "unsafe",
  bad: [
    {
      title: "a password for the database and one in an address",
      files: {
        "compose.yaml":
          "services:\n  db:\n    image: postgres:18.1\n    environment:\n      POSTGRES_PASSWORD: k7-harbour-lamp\n  api:\n    image: registry.example.com/api:1.4\n    environment:\n      - DATABASE_URL=postgres://app:k7-harbour-lamp@db:5432/app\n",
      },
    },
    {
      title: "a default that everybody knows",
      files: {
        "compose.yaml":
          "services:\n  db:\n    image: postgres:18.1\n    environment:\n      POSTGRES_PASSWORD: ${DB_PASSWORD:-k7-harbour-lamp}\n",
      },
    },
  ],
  good: [
    {
      title: "variables and files",
      files: {
        "compose.yaml":
          "services:\n  db:\n    image: postgres:18.1\n    environment:\n      POSTGRES_PASSWORD_FILE: /run/secrets/db_password\n    secrets: [db_password]\n  api:\n    image: registry.example.com/api:1.4\n    environment:\n      API_TOKEN: ${API_TOKEN:?set API_TOKEN in .env}\n      NEXT_PUBLIC_API_KEY: abc123def456\nsecrets:\n  db_password:\n    environment: DB_PASSWORD\n",
      },
    },
  ],
  *check({ source, compose, containers }) {
    if (!source) return;
    const isDevelopment = isDevelopmentFile(source, containers);
    const names = compose.secrets.map(({ name }) => name);
    const shared = sharedSecrets(containers, source, names).filter((one) => one.some(({ entry }) => entry));
    const plans = interpolateSecrets(shared, source);
    const variables = [...plans.values()].flatMap((plan) => ("variable" in plan ? [plan.variable] : []));
    const followUp = composeFollowUp(variables);
    for (const one of shared) {
      const plan = plans.get(one);
      const file = plan && "variable" in plan ? handOverAsFile(one, plan.variable, compose, source) : undefined;
      yield problem(one, severityOfShared(one, isDevelopment), plan, file, followUp);
    }
    yield* defaults(containers, source);
  },
};

function problem(
  shared: SharedSecret,
  severity: Severity,
  plan: Interpolated | undefined,
  file: SecretFile | undefined,
  followUp: readonly string[],
): Problem {
  const leading = leadingSighting(shared);
  const others = shared.filter((one) => one !== leading);
  const found = {
    at: leading.at,
    message: `${leading.label} ${leading.secret.why}${isWeak(leading) ? ", and one that is easily guessed" : ""}: everyone who reads this file, its git history or docker inspect has it.`,
    severity,
    confidence: leading.secret.confidence,
    related: [
      ...rotationNotes(leading.secret.detector, leading.at),
      ...others.map(({ at, label }): Related => ({ at, message: `The same value stands here again: ${label}.` })),
    ],
  };
  if (!plan || "refusal" in plan) return { ...found, refusal: plan?.refusal ?? "" };
  const fixes: Fix[] = [
    { title: `Take the value of ${plan.variable} from .env`, safety: "unsafe", edits: plan.edits, followUp },
  ];
  if (file) {
    const title = `Hand ${plan.variable} to ${listNames(file.services)} as a file`;
    fixes.unshift({ title, safety: "unsafe", edits: file.edits, followUp });
  }
  return { ...found, fixes };
}

/** A variable with a default that serves as the secret, at one place. */
interface DefaultSecret {
  readonly container: Container;
  readonly entry: EnvironmentEntry;
  /** The name inside `${…}`; undefined where the expression is written in an unusual form. */
  readonly variable: string | undefined;
  readonly isToken: boolean;
  readonly detector: string | undefined;
}

/** `${NAME:-default}` where the default serves as the secret: once a variable, however often it is used. */
function* defaults(containers: readonly Container[], source: Source): Iterable<Problem> {
  const found = new Map<string, [DefaultSecret, ...DefaultSecret[]]>();
  const seen = new Set<number>();
  for (const container of containers)
    for (const entry of container.environment) {
      const raw = ownText(source, entry.at);
      const secret = entry.fallback === undefined ? undefined : judgeSetting(entry.name, entry.fallback);
      if (!secret || raw === undefined || seen.has(entry.at.start)) continue;
      seen.add(entry.at.start);
      const variable = opening.exec(raw)?.[1];
      const one = { container, entry, variable, isToken: secret.kind === "token", detector: secret.detector };
      const key = variable ?? entry.name;
      const known = found.get(key);
      if (known) known.push(one);
      else found.set(key, [one]);
    }
  for (const [first, ...others] of found.values()) yield defaultProblem(first, others, source);
}

const opening = /\$\{([A-Za-z_][A-Za-z0-9_]*)(:?-)/;

function defaultProblem(first: DefaultSecret, others: readonly DefaultSecret[], source: Source): Problem {
  const { container, entry, variable, isToken, detector } = first;
  const found = {
    at: wholeEntry(entry),
    severity: isToken ? ("high" as const) : ("low" as const),
    message: `${entry.name} of ${container.label} has a default that serves as the secret: where nobody sets ${variable ?? "the variable"}, it starts with the value that stands in this file.`,
    related: [
      ...rotationNotes(detector, wholeEntry(entry)),
      ...others.map(
        (other): Related => ({
          at: wholeEntry(other.entry),
          message: `${variable ?? "The variable"} has a default here too: ${other.entry.name} of ${other.container.label}.`,
        }),
      ),
    ],
  };
  const edits = [first, ...others].map((each) => requireVariable(each, source));
  const whole = edits.flatMap((edit) => (edit ? [edit] : []));
  if (whole.length < edits.length)
    return { ...found, refusal: "The expression is written in a form that is not edited." };
  return { ...found, fixes: [{ title: `Require ${variable} to be set`, safety: "unsafe", edits: whole }] };
}

function wholeEntry({ nameAt, at }: EnvironmentEntry): Place {
  return { ...at, start: Math.min(nameAt.start, at.start) };
}

/** `${NAME:-default}` to `${NAME:?set NAME in .env}`: Compose then stops instead of starting with the default. */
function requireVariable({ entry, variable }: DefaultSecret, source: Source): Edit | undefined {
  const { at } = entry;
  const raw = ownText(source, at) ?? "";
  const match = opening.exec(raw);
  const end = raw.indexOf("}");
  if (!match || end === -1 || /[\n{$\\]/.test(raw.slice(match.index + match[0].length, end))) return undefined;
  const from = match.index + match[0].length - (match[2] ?? "").length;
  return { start: at.start + from, end: at.start + end, text: `:?set ${variable} in .env` };
}
