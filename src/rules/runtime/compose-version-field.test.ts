import { composeVersionField } from "./compose-version-field.ts";
import { expectFileFixes, expectInCompose } from "./parts/cases.fixture.ts";

const web = "services:\n  web:\n    image: a:1\n";

expectInCompose(composeVersionField, [
  ["a version", `version: "3.8"\n${web}`, ["version"]],
  ["none", web, []],
  ["a service of that name", "services:\n  version:\n    image: a:1\n", []],
]);

expectFileFixes(composeVersionField, [
  ["the line", `version: "3.8"\n${web}`, web],
  ["Windows' line ends", `name: a\r\nversion: '2'\r\n${web}`, `name: a\r\n${web}`],
  ["a comment on the line", `version: "3.8" # old\n${web}`, "refused"],
]);
