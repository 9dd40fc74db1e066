import { expect, it } from "vitest";
import { expectFixes, expectProblems, expectRefusals, problemsIn } from "../testing.ts";
import { debugMode } from "./debug-mode.ts";

const jdwp = "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=*:5005";

expectProblems(debugMode, [
  ["Flask", "FROM a\nENV FLASK_DEBUG=1\n", ["FLASK_DEBUG=1"]],
  ["the old form", "FROM a\nENV FLASK_DEBUG true\n", ["FLASK_DEBUG true"]],
  ["off", "FROM a\nENV FLASK_DEBUG=0 APP_DEBUG=false NODE_ENV=production\n", []],
  ["set back later", "FROM a\nENV NODE_ENV=development\nENV NODE_ENV=production\n", []],
  ["set back in the command", "FROM a\nENV NODE_ENV=development\nCMD NODE_ENV=production node app.js\n", []],
  ["inherited from a stage", "FROM a AS b\nENV APP_DEBUG=true\nFROM b\n", ["APP_DEBUG=true"]],
  ["not from a stage that is copied from", "FROM a AS b\nENV APP_DEBUG=true\nFROM a\nCOPY --from=b /a /a\n", []],
  ["an ARG's default decides", "FROM a\nARG E=development\nENV NODE_ENV=$E\n", []],
  ["DEBUG means many things", 'FROM a\nENV DEBUG=1\nCMD ["node", "app.js"]\n', []],
  [
    "DEBUG with Django",
    "FROM a\nENV DEBUG=True\nRUN python manage.py collectstatic\nCMD gunicorn app.wsgi\n",
    ["DEBUG=True"],
  ],
  ["Java's debug port", `FROM a\nENV JAVA_TOOL_OPTIONS="${jdwp}"\n`, [`JAVA_TOOL_OPTIONS="${jdwp}"`]],
  [
    "a debug port for the container only",
    "FROM a\nENV JAVA_OPTS=-agentlib:jdwp=transport=dt_socket,server=y,address=5005\n",
    [],
  ],
  ["Java's debug port in CMD", `FROM a\nCMD ["java", "${jdwp}", "-jar", "a.jar"]\n`, [`"${jdwp}"`]],
  ["Node's inspector", 'FROM a\nCMD ["node", "--inspect=0.0.0.0:9229", "a.js"]\n', ['"--inspect=0.0.0.0:9229"']],
  [
    "Node's inspector behind a launcher",
    'FROM a\nENTRYPOINT ["docker-entrypoint.sh"]\nCMD ["node", "--inspect=0.0.0.0", "a.js"]\n',
    ['"--inspect=0.0.0.0"'],
  ],
  ["the inspector on the container itself", 'FROM a\nCMD ["node", "--inspect", "a.js"]\n', []],
  ["a script named dev", "FROM a\nCMD npm run dev\n", ["dev"]],
  ["a script named start", "FROM a\nCMD npm start\n", []],
  ["yarn's short form", 'FROM a\nCMD ["yarn", "dev"]\n', ['"dev"']],
  ["nodemon", 'FROM a\nCMD ["nodemon", "a.js"]\n', ['"nodemon"']],
  ["npx nodemon", 'FROM a\nCMD ["npx", "nodemon", "a.js"]\n', ['"nodemon"']],
  ["Django's server", "FROM a\nCMD python manage.py runserver 0.0.0.0:8000\n", ["python"]],
  ["uvicorn --reload", "FROM a\nCMD exec uvicorn app:app --reload\n", ["--reload"]],
  ["flask run --debug", 'FROM a\nCMD ["flask", "run", "--debug"]\n', ['"--debug"']],
  ["another --debug", 'FROM a\nCMD ["redis-server", "--debug"]\n', []],
  ["only behind a condition", 'FROM a\nCMD if [ -n "$DEV" ]; then npm run dev; else npm start; fi\n', []],
  ["CMD that ENTRYPOINT never sees", "FROM a\nENTRYPOINT ./start.sh\nCMD npm run dev\n", []],
  ["Xdebug", "FROM a\nRUN docker-php-ext-enable opcache xdebug\n", ["docker-php-ext-enable opcache"]],
  ["Xdebug behind a condition", 'FROM a\nRUN if [ "$D" = 1 ]; then docker-php-ext-enable xdebug; fi\n', []],
  ["Xdebug in a builder", "FROM a AS b\nRUN docker-php-ext-enable xdebug\nFROM a\nCOPY --from=b /a /a\n", []],
  ["a development stage", "FROM a AS dev\nCMD npm run dev\n", []],
  ["a shell to work in", 'FROM a\nENV NODE_ENV=development\nCMD ["bash"]\n', []],
  ["a trigger is another image's", "FROM a\nONBUILD ENV FLASK_DEBUG=1\n", []],
]);

expectFixes(debugMode, [
  ["a number", "FROM a\nENV A=b FLASK_DEBUG=1 C=d\n", "FROM a\nENV A=b FLASK_DEBUG=0 C=d\n"],
  ["a word in its casing", 'FROM a\nENV APP_DEBUG="True"\n', 'FROM a\nENV APP_DEBUG="False"\n'],
  [
    "an environment",
    "FROM a\nENV ASPNETCORE_ENVIRONMENT=Development\n",
    "FROM a\nENV ASPNETCORE_ENVIRONMENT=Production\n",
  ],
  ["a flag in JSON form", 'FROM a\nCMD ["uvicorn", "a:b", "--reload"]\n', 'FROM a\nCMD ["uvicorn", "a:b"]\n'],
  ["a flag in the middle", 'FROM a\nCMD [ "flask", "--debug" , "run" ]\n', 'FROM a\nCMD [ "flask" , "run" ]\n'],
  ["a flag in shell form", "FROM a\nCMD uvicorn --reload a:b\n", "FROM a\nCMD uvicorn a:b\n"],
]);

expectRefusals(debugMode, [
  ["NODE_ENV above an install", "FROM a\nENV NODE_ENV=development\nRUN npm install\n", "install"],
  ["Rails, which needs more", "FROM a\nENV RAILS_ENV=development\n", "depends on the application"],
  ["a development server", "FROM a\nCMD npm run dev\n", "how the program starts in production"],
  ["a flag inside a script", 'FROM a\nCMD ["sh", "-c", "gunicorn --reload a:b"]\n', "take it out by hand"],
]);

it("debug-mode: what lets visitors run code is high", () => {
  const severities = (text: string) => problemsIn(debugMode, text).map((problem) => problem.severity);
  expect(severities("FROM a\nENV FLASK_DEBUG=1 APP_DEBUG=1 NODE_ENV=dev\n")).toEqual(["high", "medium", "low"]);
});

it("debug-mode: a file for development says so by its name", async () => {
  const { resolveDockerfile } = await import("../../dockerfile/stages.ts");
  const { createSource } = await import("../../text/source.ts");
  const found = (path: string) =>
    [...debugMode.check({ dockerfile: resolveDockerfile(createSource(path, "FROM a\nCMD npm run dev\n")) })].length;
  expect([found("Dockerfile"), found("Dockerfile.dev"), found("app/dev.Dockerfile")]).toEqual([1, 0, 0]);
  expect(found(".devcontainer/Dockerfile")).toBe(0);
});
