import type { Report } from "../../engine/report.ts";
import type { Finding, Location } from "../../finding/finding.ts";
import type { ImageFacts } from "../../inventory/image-facts.ts";
import { createSource, type Source } from "../../text/source.ts";
import { findingOf, hostile, locate, mask, reportOf, ruleOf, rules, secretValue } from "../fixture.ts";
import { exampleImage, hostileImage, stepsOf } from "./image.fixture.ts";

// Reports on images made by hand, for the tests of the formats. Not part of the product.

/** The text of the steps, under the image's name. */
export function stepsSource(image: ImageFacts): Source {
  return createSource(image.name, image.steps.map(({ text }) => `${text}\n`).join(""));
}

/** The place of a step in that text. */
export function stepPlace(image: ImageFacts, step: number): Location {
  const { start, end } = image.steps[step]?.place ?? { start: 0, end: 0 };
  return locate(stepsSource(image), start, end);
}

/** A report on an image with these findings. */
export function imageReport(
  image: ImageFacts,
  findings: readonly Finding[] = [],
  used: Parameters<typeof reportOf>[2] = Object.values(rules),
): Report {
  return {
    ...reportOf([stepsSource(image)], findings, used),
    target: { kind: "image", name: image.name },
    unknowns: image.unknowns.map(({ what, why, fatal = false }) => ({ what, why, fatal })),
    image,
    mask,
  };
}

/** An image with findings of several severities, two of one rule, one with a trace, one that is ignored. */
export function scannedReport(change: Partial<ImageFacts> = {}): Report {
  const image = exampleImage(change);
  const at = (step: number) => stepPlace(image, step);
  return imageReport(image, [
    findingOf(rules.secret, at(3), {
      message: "A GitHub token is in layer 3, in srv/.env: deleting it later does not help",
      related: [{ message: "this step deletes the file", location: at(4) }],
    }),
    findingOf(rules.root, at(4)),
    findingOf(rules.pip, at(0)),
    findingOf(rules.pip, at(2)),
    findingOf(rules.workdir, at(1), { suppressed: { by: "config", reason: "known" } }),
  ]);
}

/** The same with the Dockerfile laid beside it. */
export function placedReport(): Report {
  const dockerfile = createSource(
    "app/Dockerfile",
    "FROM debian:12\nRUN apt-get update\nCOPY . /srv\nRUN rm /srv/.env\n",
  );
  const lines = [undefined, undefined, 2, 3, 4];
  const plain = exampleImage();
  const steps = plain.steps.map((step, index) => {
    const line = lines[index];
    if (line === undefined) return step;
    const start = dockerfile.lineStarts[line - 1] ?? 0;
    return { ...step, place: { path: dockerfile.path, start, end: (dockerfile.lineStarts[line] ?? 0) - 1 } };
  });
  const report = scannedReport({ steps });
  const copy = locate(dockerfile, dockerfile.lineStarts[2] ?? 0, (dockerfile.lineStarts[3] ?? 0) - 1);
  return {
    ...report,
    findings: [findingOf(rules.secret, copy)],
    sources: new Map([...report.sources, [dockerfile.path, dockerfile]]),
  };
}

/** An image whose every text is hostile, with a finding that is too. */
export function hostileImageReport(): Report {
  const image = hostileImage();
  const rule = ruleOf("root-user", "user", "critical", { title: hostile, why: hostile, remedy: hostile });
  const location = stepPlace(image, 2);
  const finding = findingOf(rule, location, { message: hostile, related: [{ message: hostile, location }] });
  return imageReport(image, [finding, findingOf(rule, stepPlace(image, 3), { message: hostile })], [rule]);
}

/** An image with a secret in a step that nobody masked. */
export function leakyReport(): Report {
  const steps = stepsOf([[`RUN deploy --token ${secretValue} \\\n    --now`, 0, "2025-01-01T00:00:00Z"]]);
  const image = exampleImage({
    steps,
    layers: exampleImage()
      .layers.slice(0, 1)
      .map((one) => ({ ...one, step: 0 })),
  });
  return imageReport(image, [findingOf(rules.secret, stepPlace(image, 0), { message: `is ${secretValue}` })]);
}
