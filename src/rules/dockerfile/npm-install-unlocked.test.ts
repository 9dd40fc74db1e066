import { expectFixes, expectProblems, expectRefusals } from "../testing.ts";
import { npmInstallUnlocked } from "./npm-install-unlocked.ts";

const head = "FROM node:24\nWORKDIR /app\nCOPY package.json package-lock.json ./\n";

expectProblems(npmInstallUnlocked, [
  ["npm install", `${head}RUN npm install\n`, ["npm install"]],
  ["npm i", `${head}RUN npm i --no-audit\n`, ["npm i"]],
  ["npm ci", `${head}RUN npm ci\n`, []],
  ["tried again", `${head}RUN npm install || npm install\n`, ["npm install"]],
  ["twice", `${head}RUN npm install && npm install\n`, ["npm install", "npm install"]],
  ["tried again in another RUN", `${head}RUN npm install\nRUN a || npm install\n`, ["npm install", "npm install"]],
  ["one package", `${head}RUN npm install express\n`, []],
  ["globally", `${head}RUN npm install -g npm\n`, []],
  ["against the lockfile on purpose", `${head}RUN npm install --no-package-lock\n`, []],
  ["no lockfile", "FROM node:24\nWORKDIR /app\nCOPY package.json ./\nRUN npm install\n", []],
  ["all that is there tells nothing", "FROM node:24\nWORKDIR /app\nCOPY . .\nRUN npm install\n", []],
  ["a pattern", "FROM node:24\nWORKDIR /app\nCOPY package*.json ./\nRUN npm install\n", ["npm install"]],
  [
    "an absolute destination",
    "FROM node:24\nWORKDIR /app\nCOPY package*.json /app/\nRUN npm install\n",
    ["npm install"],
  ],
  ["another directory", "FROM node:24\nWORKDIR /app\nCOPY package*.json /web/\nRUN npm install\n", []],
  ["in another directory by cd", `${head}RUN cd web && npm install\n`, []],
  ["in another directory by flag", `${head}RUN npm install --prefix web\n`, []],
  ["copied after", "FROM node:24\nWORKDIR /app\nRUN npm install\nCOPY package-lock.json .\n", []],
  ["copied by a parent stage", `${head.replace("24", "24 AS a")}FROM a\nRUN npm install\n`, ["npm install"]],
  [
    "mounted",
    "FROM node:24\nRUN --mount=type=bind,source=package-lock.json,target=package-lock.json npm install\n",
    ["npm install"],
  ],
  ["yarn", "FROM node:24\nWORKDIR /app\nCOPY package.json yarn.lock ./\nRUN yarn\n", ["yarn"]],
  ["yarn, frozen", "FROM node:24\nWORKDIR /app\nCOPY package.json yarn.lock ./\nRUN yarn --frozen-lockfile\n", []],
  ["npm's lockfile does not bind yarn", `${head}RUN yarn install\n`, []],
  ["pnpm", "FROM node:24\nWORKDIR /app\nCOPY package.json pnpm-lock.yaml ./\nRUN pnpm install\n", ["pnpm install"]],
  [
    "pnpm where CI is set",
    "FROM node:24\nWORKDIR /app\nENV CI=true\nCOPY package.json pnpm-lock.yaml ./\nRUN pnpm install\n",
    [],
  ],
  [
    "in a builder",
    `${head.replace("24", "24 AS a")}RUN npm install\nFROM scratch\nCOPY --from=a /a /a\n`,
    ["npm install"],
  ],
  ["in a stage that is not built", `${head}RUN npm install\nFROM scratch\n`, []],
]);

expectFixes(npmInstallUnlocked, [
  ["npm install", `${head}RUN npm install --omit=dev \\\n  && ls\n`, `${head}RUN npm ci --omit=dev \\\n  && ls\n`],
  ["flags before the word", `${head}RUN npm --quiet i\n`, `${head}RUN npm --quiet ci\n`],
  [
    "yarn",
    "FROM node:24\nWORKDIR /app\nCOPY yarn.lock ./\nRUN yarn install\n",
    "FROM node:24\nWORKDIR /app\nCOPY yarn.lock ./\nRUN yarn install --frozen-lockfile\n",
  ],
  [
    "bare yarn",
    "FROM node:24\nWORKDIR /app\nCOPY yarn.lock ./\nRUN yarn && ls\n",
    "FROM node:24\nWORKDIR /app\nCOPY yarn.lock ./\nRUN yarn --frozen-lockfile && ls\n",
  ],
  [
    "Yarn 2",
    "FROM node:24\nWORKDIR /app\nCOPY yarn.lock .yarnrc.yml ./\nRUN yarn install\n",
    "FROM node:24\nWORKDIR /app\nCOPY yarn.lock .yarnrc.yml ./\nRUN yarn install --immutable\n",
  ],
]);

expectRefusals(npmInstallUnlocked, [
  [
    "an npm without ci",
    "FROM node:8\nWORKDIR /app\nCOPY package*.json ./\nRUN npm install\n",
    "not in the npm of this base",
  ],
  ["packages that ci would delete", `${head}RUN npm install express && npm install\n`, "would delete"],
  ["a condition", `${head}RUN if [ -f a ]; then npm install; fi\n`, "condition"],
  ["exec form", `${head}RUN ["npm", "install"]\n`, "by hand"],
]);
