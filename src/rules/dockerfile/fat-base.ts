import { distributionOf } from "../../bases/tag.ts";
import { isFullSize, isRetired, rebuiltTagsDate, type SlimmerVariant, slimmerVariant } from "../../bases/tags.ts";
import type { Dockerfile, Stage } from "../../dockerfile/dockerfile.ts";
import type { Problem, Severity } from "../../finding/finding.ts";
import { formatReference, type ImageReference } from "../../image/reference.ts";
import type { Rule } from "../rule.ts";
import { type ExternalImage, rootImage } from "./parts/external-images.ts";
import { editImage } from "./parts/image-edit.ts";
import { isDevelopmentImage } from "./parts/image-purpose.ts";
import { shippedCompilation, startsBuildTool } from "./parts/shipped-compilation.ts";
import { slimObstacle } from "./parts/slim-obstacle.ts";
import { runsProgram } from "./parts/started-program.ts";

export const fatBase: Rule<"dockerfile"> = {
  id: "fat-base",
  title: "The final image stands on a full-size base",
  habit: "slim",
  severity: "low",
  confidence: "medium",
  severityReason:
    "Low: the program runs, but with hundreds of packages it never uses; medium where the base is a whole SDK or JDK, advice for Debian itself.",
  needs: ["dockerfile"],
  since: "0.1.0",
  presets: ["strict@1"],
  aliases: [],
  scope:
    "The external image the target stands on in the end, when it is the full-size flavour of an image that has a slim, Alpine, JRE or runtime one. Only where the file starts a program; development images, stages that only build, and files where missing-multi-stage speaks are left alone.",
  why: "Compilers, version control and headers in the base are more to download, more to patch, and tools for whoever gets in.",
  remedy: "Use the slim flavour of the same release, and install what the program really calls.",
  whenToIgnore: "The program needs most of what the full image brings.",
  fix: "unsafe",
  bad: [
    {
      title: "the full Python image",
      dockerfile: 'FROM python:3.14-trixie\nWORKDIR /app\nCOPY app.py .\nUSER 1000\nCMD ["python", "app.py"]\n',
    },
    {
      title: "a JDK to run a jar",
      dockerfile:
        'FROM eclipse-temurin:21-jdk-noble\nCOPY app.jar /app.jar\nUSER 1000\nCMD ["java", "-jar", "/app.jar"]\n',
    },
  ],
  good: [
    {
      title: "the slim flavour",
      dockerfile: 'FROM python:3.14-slim-trixie\nWORKDIR /app\nCOPY app.py .\nUSER 1000\nCMD ["python", "app.py"]\n',
    },
    {
      title: "full size only to build",
      dockerfile:
        'FROM node:24-trixie AS build\nRUN npm run build\nFROM nginx:1.30-alpine\nCOPY --from=build /dist /srv\nUSER 101\nCMD ["nginx"]\n',
    },
  ],
  *check({ dockerfile }) {
    const { target } = dockerfile;
    const image = target && rootImage(dockerfile, target);
    const flavour = image && isFullSize(image.reference) ? slimFlavour(image.reference) : undefined;
    if (!image || !flavour) return;
    if (!isApplication(dockerfile, target, image) || shippedCompilation(dockerfile)) return;
    const slim = slimmerVariant(image.reference);
    yield {
      at: image.at,
      message: messageOf(image.reference, slim, flavour),
      severity: severityOf(image.reference, slim),
      ...repair(dockerfile, image, slim),
    };
  },
};

function messageOf(reference: ImageReference, slim: SlimmerVariant | undefined, flavour: SlimmerVariant): string {
  const name = formatReference({ ...reference, digest: undefined });
  const instead = slim ? `${slim.image}:${slim.tag} does without` : "a slimmer flavour of it exists";
  return `${name} brings ${ballastOf(reference, flavour)} into the final image; ${instead}.`;
}

function ballastOf({ familiar }: ImageReference, { kind }: SlimmerVariant): string {
  if (isDebian(familiar)) return "documentation and translations";
  if (kind === "jre") return "a JDK";
  return kind === "runtime" ? "the .NET SDK" : "compilers, headers and tools";
}

function severityOf({ familiar }: ImageReference, slim: SlimmerVariant | undefined): Severity {
  if (isDebian(familiar)) return "info";
  return slim?.kind === "jre" || slim?.kind === "runtime" ? "medium" : "low";
}

/** The full image of Debian itself holds no compilers: less is to be gained. */
function isDebian(familiar: string): boolean {
  return /(?:^|\/)debian$/.test(familiar);
}

/** Of images for servers, the program to start is the base's own. */
function isApplication(dockerfile: Dockerfile, target: Stage, { reference }: ExternalImage): boolean {
  if (isDevelopmentImage(dockerfile)) return false;
  const isServer = /(?:^|\/)(?:php|tomcat)$/.test(reference.repository);
  if (startsBuildTool(target)) return false;
  return runsProgram(target) || (isServer && target.end.cmd === undefined);
}

/** Of a release the table does not hold any more, today's releases of the same flavour tell. */
function slimFlavour(reference: ImageReference): SlimmerVariant | undefined {
  const own = slimmerVariant(reference);
  if (own) return own;
  if (isDebian(reference.familiar) || isRetired(reference)) return undefined;
  const words = (reference.tag ?? "latest").split("-").filter((word) => !/\d/.test(word) && word !== "latest");
  const flavour = words.filter((word) => distributionOf(word) === undefined && !/^(?:lts|stable|jdk|b)$/.test(word));
  return slimmerVariant({ ...reference, tag: flavour.join("-") || "latest", digest: undefined });
}

function repair(
  dockerfile: Dockerfile,
  image: ExternalImage,
  slim: SlimmerVariant | undefined,
): Pick<Problem, "fixes" | "refusal"> {
  if (!slim)
    return { refusal: `No tag is proposed: the table of ${rebuiltTagsDate} holds no slimmer ${image.reference.text}.` };
  const obstacle = slimObstacle(dockerfile, image, slim);
  if (obstacle !== undefined) return { refusal: obstacle };
  const moved = slim.image === image.reference.familiar ? {} : { name: slim.image };
  const result = editImage(dockerfile, image, { tag: slim.tag, ...moved });
  if ("refusal" in result) return result;
  const name = formatReference({ familiar: slim.image, tag: slim.tag, digest: undefined });
  const caution = isDebian(slim.image) ? "documentation, manual pages and translations are left out" : slim.caution;
  const followUp = [`${name}: ${caution}.`];
  return { fixes: [{ title: `Use ${name}`, safety: "unsafe", edits: [result.edit], followUp }] };
}
