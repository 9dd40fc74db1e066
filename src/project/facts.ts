import type { ComposeProject } from "../compose/compose-project.ts";
import type { EffectiveContext, IgnoreFileFacts } from "../context/effective-context.ts";
import type { Dockerfile } from "../dockerfile/dockerfile.ts";
import type { ImageFacts } from "../inventory/image-facts.ts";
import type { Container } from "../runtime/container.ts";
import type { ImageBuild } from "../runtime/image-build.ts";
import type { ScriptFacts } from "../scripts/script-facts.ts";
import type { Source } from "../text/source.ts";

/**
 * What rules look at, for one file of a project. A rule names in `needs` what it cannot do without, and runs on every
 * file that has it; what else there is may be missing.
 */
export interface Facts {
  readonly source: Source;
  readonly dockerfile: Dockerfile;
  /** What each build of the Dockerfile is given: its context, and what its COPY lines ship. One where nobody says how it is built. */
  readonly contexts: readonly EffectiveContext[];
  /** Builds of the Dockerfile that a Compose file, a Bake file or a script describes, and the services they are for. */
  readonly uses: readonly DockerfileUse[];
  /** The file is an ignore file. */
  readonly ignoreFile: IgnoreFileFacts;
  /** Containers that the file runs: services of a Compose file, `docker run` in a script. */
  readonly containers: readonly Container[];
  /** Images that the file builds. */
  readonly builds: readonly LinkedBuild[];
  readonly compose: ComposeProject;
  readonly script: ScriptFacts;
  /** An image that was opened: places without a path lie in the text of its steps. */
  readonly image: ImageFacts;
  /** Excuses of vulnerabilities of the image that have run out; absent where there are none. */
  readonly expiredIgnores: readonly ExpiredIgnore[];
  /** What the project allows, when its config says so. */
  readonly policy: Policy;
}

/** An entry of the config whose day has passed although what it excused is still there. */
export interface ExpiredIgnore {
  /** The config. */
  readonly source: Source;
  /** From 1. */
  readonly line: number;
  /** As a person would say it: `ignore: CVE-2024-0727 of openssl`. */
  readonly text: string;
  /** The last day it applied, YYYY-MM-DD. */
  readonly until: string;
}

/** The project's own decisions, from its config. */
export interface Policy {
  /** Registry hosts images may come from: `docker.io`, `ghcr.io`, `*.example.com`. Never empty. */
  readonly allowedRegistries: readonly string[];
}

/** How a Dockerfile is used: a build of it, and the containers that run what is built. */
export interface DockerfileUse {
  /** The file that says so: places of the build and the containers without a path lie in it. */
  readonly path: string;
  readonly build: ImageBuild;
  /** Services of that build; empty for a Bake target or a command. */
  readonly containers: readonly Container[];
}

/** A build with the Dockerfile it reads, when that is part of the project and could be read. */
export interface LinkedBuild {
  readonly build: ImageBuild;
  readonly dockerfile: Dockerfile | undefined;
  /** What that build is given; undefined as far as that cannot be known. */
  readonly context: EffectiveContext | undefined;
}
