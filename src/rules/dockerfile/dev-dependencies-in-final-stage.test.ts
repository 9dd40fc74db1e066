import { expectFixes, expectProblems, expectRefusals } from "../testing.ts";
import { devDependenciesInFinalStage } from "./dev-dependencies-in-final-stage.ts";

const node = '\nCMD ["node", "a.js"]\n';
const python = '\nCMD ["python", "a.py"]\n';

expectProblems(devDependenciesInFinalStage, [
  ["npm ci", `FROM node:24\nRUN npm ci${node}`, ["npm ci"]],
  ["npm install", `FROM node:24\nRUN npm install --no-audit${node}`, ["npm install"]],
  ["pytest", 'FROM python:3.14\nRUN pip install -r requirements-test.txt\nCMD ["pytest", "-s", "a.py"]\n', []],
  ["pytest as a module", "FROM python:3.14\nRUN pip install -r requirements-test.txt\nCMD python -m pytest\n", []],
  ["unittest", "FROM python:3.14\nRUN pip install -r requirements-test.txt\nCMD python -m unittest\n", []],
  ["through a runner", 'FROM python:3.14\nRUN poetry install\nCMD ["poetry", "run", "pytest"]\n', []],
  ["Django's tests", "FROM python:3.14\nRUN poetry install\nCMD python manage.py test\n", []],
  [
    "Django's server",
    "FROM python:3.14\nRUN pip install -r requirements/dev.txt\nCMD python manage.py runserver\n",
    [],
  ],
  ["Django in earnest", "FROM python:3.14\nRUN poetry install\nCMD gunicorn test.wsgi\n", ["poetry install"]],
  ["jest", 'FROM node:24\nRUN npm ci\nCMD ["jest"]\n', []],
  ["npm test", 'FROM node:24\nRUN npm ci\nCMD ["npm", "test"]\n', []],
  ["npm build", 'FROM node:24\nRUN npm ci\nCMD ["npm", "build"]\n', []],
  ["npm start", 'FROM node:24\nRUN npm ci\nCMD ["npm", "start"]\n', ["npm ci"]],
  ["npm install of one package", `FROM node:24\nRUN npm install express && npm i -g pm2${node}`, []],
  [
    "--omit=dev and its older forms",
    `FROM node:24\nRUN npm ci --omit=dev; npm ci --omit dev; npm ci --only=prod; npm i --production${node}`,
    [],
  ],
  ["a variable among the words", `FROM node:24\nRUN npm ci $FLAGS${node}`, []],
  ["NODE_ENV before", `FROM node:24\nENV NODE_ENV=production\nRUN npm ci${node}`, []],
  ["NODE_ENV in the command", `FROM node:24\nRUN NODE_ENV=production npm ci${node}`, []],
  ["NODE_ENV after", `FROM node:24\nRUN npm ci\nENV NODE_ENV=production${node}`, ["npm ci"]],
  ["NODE_ENV nobody knows", `FROM node:24\nARG NODE_ENV\nENV NODE_ENV=$NODE_ENV\nRUN npm ci${node}`, []],
  [
    "dev asked for in spite of NODE_ENV",
    `FROM node:24\nENV NODE_ENV=production\nRUN npm ci --include=dev${node}`,
    ["npm ci"],
  ],
  ["pruned later", `FROM node:24\nRUN npm ci\nRUN npm prune --omit=dev${node}`, []],
  ["built with later", `FROM node:24\nRUN npm ci\nRUN npx prisma generate${node}`, []],
  ["another rule speaks", `FROM node:24\nRUN npm ci && npm run build${node}`, []],
  ["a development server", "FROM node:24\nRUN npm ci\nCMD npm run dev\n", []],
  ["TypeScript at run time", "FROM node:24\nRUN npm ci\nCMD npx ts-node a.ts\n", []],
  ["in a builder", `FROM node:24 AS a\nRUN npm ci\nFROM node:24\nCOPY --from=a /dist /dist${node}`, []],
  ["bare yarn", `FROM node:24\nRUN yarn && yarn cache clean${node}`, ["yarn"]],
  ["yarn for production", `FROM node:24\nRUN yarn install --production=true${node}`, []],
  ["pnpm", `FROM node:24\nRUN pnpm i --frozen-lockfile${node}`, ["pnpm i"]],
  ["pnpm -P", `FROM node:24\nRUN pnpm i -P${node}`, []],
  ["composer", 'FROM php:8.5-cli\nRUN composer install\nCMD ["php", "a.php"]\n', ["composer install"]],
  [
    "composer, first all, then without",
    'FROM php:8.5-cli\nRUN composer install && vendor/bin/phpunit && composer install --no-dev\nCMD ["php", "a.php"]\n',
    [],
  ],
  [
    "bundler in production",
    'FROM ruby:4.0\nENV RAILS_ENV=production\nRUN bundle install\nCMD ["rails", "s"]\n',
    ["bundle install"],
  ],
  [
    "bundler told before",
    'FROM ruby:4.0\nENV RAILS_ENV=production\nRUN bundle config set --local without "development test" && bundle install\nCMD ["rails", "s"]\n',
    [],
  ],
  [
    "bundler by variable",
    'FROM ruby:4.0\nENV RAILS_ENV=production BUNDLE_WITHOUT=development\nRUN bundle install\nCMD ["rails", "s"]\n',
    [],
  ],
  ["bundler where Rails runs in development", 'FROM ruby:4.0\nRUN bundle install\nCMD ["rails", "s"]\n', []],
  [
    "pip with a file for development",
    `FROM python:3.14\nRUN pip install -r requirements.txt -r requirements-dev.txt${python}`,
    ["pip install"],
  ],
  ["pip with an extra", `FROM python:3.14\nRUN pip install -e .[dev]${python}`, ["pip install"]],
  ["pip with another name", `FROM python:3.14\nRUN pip install -r requirements-device.txt .[postgres]${python}`, []],
  ["poetry", `FROM python:3.14\nRUN poetry install --no-root${python}`, ["poetry install"]],
  ["poetry without", `FROM python:3.14\nRUN poetry install --only main && poetry install --without dev${python}`, []],
  ["uv", `FROM python:3.14\nRUN uv sync --frozen${python}`, ["uv sync"]],
  ["uv without", `FROM python:3.14\nENV UV_NO_DEV=1\nRUN uv sync --frozen${python}`, []],
  ["pipenv", `FROM python:3.14\nRUN pipenv install --system && pipenv sync --dev${python}`, ["pipenv sync"]],
  [
    "node_modules copied from a stage",
    `FROM node:24 AS a\nWORKDIR /app\nRUN npm ci && npm run build\nFROM node:24\nCOPY --from=a /app/node_modules ./node_modules${node}`,
    ["/app/node_modules"],
  ],
  [
    "the whole directory copied from a stage",
    `FROM node:24 AS a\nWORKDIR /app\nRUN npm ci && npm run build\nFROM node:24\nCOPY --from=a /app .${node}`,
    ["/app"],
  ],
  [
    "pruned before it is copied",
    `FROM node:24 AS a\nWORKDIR /app\nRUN npm ci && npm run build && npm prune --production\nFROM node:24\nCOPY --from=a /app .${node}`,
    [],
  ],
  [
    "something else copied",
    `FROM node:24 AS a\nWORKDIR /app\nRUN npm ci && npm run build\nFROM node:24\nCOPY --from=a /app/dist ./dist${node}`,
    [],
  ],
  ["a test stage", `FROM node:24 AS test\nRUN npm ci${node}`, []],
]);

expectFixes(devDependenciesInFinalStage, [
  [
    "npm ci",
    `FROM node:24\nRUN npm ci --no-audit && ls${node}`,
    `FROM node:24\nRUN npm ci --omit=dev --no-audit && ls${node}`,
  ],
  [
    "an npm that does not know --omit",
    `FROM node:14\nRUN npm ci${node}`,
    `FROM node:14\nRUN npm ci --only=production${node}`,
  ],
  [
    "an old release by its name",
    `FROM node:carbon\nRUN npm ci${node}`,
    `FROM node:carbon\nRUN npm ci --only=production${node}`,
  ],
  ["yarn", `FROM node:24\nRUN yarn${node}`, `FROM node:24\nRUN yarn --production${node}`],
  ["pnpm", `FROM node:24\nRUN pnpm install${node}`, `FROM node:24\nRUN pnpm install --prod${node}`],
  [
    "composer",
    'FROM php:8.5-cli\nRUN composer install -n\nCMD ["php", "a.php"]\n',
    'FROM php:8.5-cli\nRUN composer install --no-dev -n\nCMD ["php", "a.php"]\n',
  ],
  [
    "bundler",
    'FROM ruby:4.0\nENV RAILS_ENV=production\nRUN bundle install\nCMD ["rails", "s"]\n',
    'FROM ruby:4.0\nENV RAILS_ENV=production\nENV BUNDLE_WITHOUT="development:test"\nRUN bundle install\nCMD ["rails", "s"]\n',
  ],
  [
    "poetry",
    `FROM python:3.14\nRUN poetry install${python}`,
    `FROM python:3.14\nRUN poetry install --only main${python}`,
  ],
  [
    "an old poetry",
    `FROM python:3.14\nRUN pip install poetry==1.1.15 && poetry install${python}`,
    `FROM python:3.14\nRUN pip install poetry==1.1.15 && poetry install --no-dev${python}`,
  ],
  ["uv", `FROM python:3.14\nRUN uv sync --frozen${python}`, `FROM python:3.14\nRUN uv sync --no-dev --frozen${python}`],
  [
    "pipenv",
    `FROM python:3.14\nRUN pipenv sync --dev --system${python}`,
    `FROM python:3.14\nRUN pipenv sync --system${python}`,
  ],
]);

expectRefusals(devDependenciesInFinalStage, [
  ["an npm nobody knows", `FROM debian:13\nRUN npm ci${node}`, "Which npm the base has"],
  [
    "a stage that others build on",
    `FROM node:24 AS a\nRUN npm ci\nFROM a AS b\nRUN npm run build\nFROM a\nCOPY --from=b /d /d${node}`,
    "stage b is built on this one too",
  ],
  ["Yarn 2", `FROM node:24\nCOPY .yarnrc.yml .\nRUN yarn install${node}`, "Yarn 2"],
  ["pip", `FROM python:3.14\nRUN pip install -r requirements-dev.txt${python}`, "not in the Dockerfile"],
  ["exec form", `FROM node:24\nRUN ["npm", "ci"]${node}`, "by hand"],
  ["a fallback", `FROM node:24\nRUN npm ci || npm install${node}`, "fallback"],
]);
