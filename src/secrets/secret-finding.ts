import type { Confidence } from "../finding/finding.ts";
import type { Span } from "../text/source.ts";

/** A secret in a file. The span covers the value in the text as decoded; it is empty at 0 where a file as a whole is the secret. */
export interface SecretFinding extends Span {
  /** Id of the detector, or of the kind of file: what `rotationOf` takes. */
  readonly detector: string;
  /** Noun phrase: "GitHub token", "value of DB_PASSWORD". Never holds any of the value. */
  readonly title: string;
  /** From 1. */
  readonly line: number;
  readonly confidence: Confidence;
}

/** Folders whose secrets are made up more often than not. */
const trialFolder =
  /(?:^|\/)(?:tests?|__tests__|testing|testdata|test[-_](?:data|fixtures?|resources?|files?|keys|certs?)|specs?|fixtures?|__fixtures__|examples?|samples?|demos?|mocks?|__mocks__|e2e|docs?)\//i;

/** Files that are tests themselves, as the test runners of several languages name them. */
const trialFile =
  /snakeoil|(?:^|\/)(?:test_[^/]{1,200}\.py|[^/]{1,200}(?:[._-](?:test|tests|spec)|Test|Tests|IT)\.[A-Za-z]{1,5})$/;

/** True for tests, fixtures, examples and documentation. */
export function isTrialPath(path: string): boolean {
  const clean = path.replaceAll("\\", "/");
  return trialFolder.test(clean) || trialFile.test(clean);
}

/** One step less sure. */
export function lowered(confidence: Confidence): Confidence {
  return confidence === "high" ? "medium" : "low";
}

/** Gives findings the line of their start; they come in order. */
export function withLines(text: string, found: readonly Omit<SecretFinding, "line">[]): SecretFinding[] {
  let line = 1;
  let at = 0;
  return found.map((finding) => {
    for (let next = text.indexOf("\n", at); next !== -1 && next < finding.start; next = text.indexOf("\n", at)) {
      line++;
      at = next + 1;
    }
    return { ...finding, line };
  });
}
