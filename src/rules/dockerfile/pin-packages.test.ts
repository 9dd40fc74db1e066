import { expect, it } from "vitest";
import { problemsIn } from "../testing.ts";
import { pinPackages } from "./pin-packages.ts";

/** `[command, the names it leaves open]`. */
it.each([
  ["apt-get install -y -t stable -o a=b curl=7.1 wget git=$V ./x.deb", "wget"],
  ["apt-get install -y $PACKAGES $(cat list)", ""],
  ["apt-get build-dep x", ""],
  ["apk add --no-cache -t .build gcc g++=13 make~=4 'a>1' ./x.apk", "gcc"],
  ["yum install -y httpd-2.4.6 vim https://example.com/x.rpm", "vim"],
  ["dnf install -y nodejs @development", "nodejs"],
  ["zypper in -y curl=8.0 'git>=2' vim", "vim"],
  [
    "pip install flask==3.1 django~=5.1 'celery<6' requests -r requirements.txt . ./x.whl git+https://example.com/x",
    "requests",
  ],
  ["pip install -c constraints.txt requests", ""],
  ["pip install 'requests>=2'", "requests>=2"],
  ["python3 -m pip install --upgrade pip", "pip"],
  ["npm install -g pnpm@10 @angular/cli typescript@latest @vue/cli@5.0.8", "@angular/cli, typescript@latest"],
  ["npm ci", ""],
  ["npm install --omit=dev", ""],
  ["yarn global add serve", "serve"],
  ["gem install bundler:2.6 rake", "rake"],
  ["gem install rails -v 8.0", ""],
  ["go install example.com/x/cmd@latest", "example.com/x/cmd@latest"],
  ["go install example.com/x@v1.2.3 ./...", ""],
  ["echo apt-get install curl", ""],
])("pin-packages: %s", (script, names) => {
  const message = problemsIn(pinPackages, `FROM a\nRUN ${script}\n`)[0]?.message ?? "";
  expect(message.split(/ (?:is|are) installed/)[0]).toBe(names);
});

it("pin-packages counts what it does not name", () => {
  const [problem] = problemsIn(pinPackages, "FROM a\nRUN apk add a b c d e\n");
  expect(problem?.message).toContain("a, b, c and 2 more are installed");
});
