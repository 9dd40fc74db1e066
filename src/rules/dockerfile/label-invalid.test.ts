import { expectProblems } from "../testing.ts";
import { labelInvalid } from "./label-invalid.ts";

const oci = "org.opencontainers.image";

expectProblems(labelInvalid, [
  ["keys", "FROM a\nLABEL A=1 b_c=1 com.docker.x=1 d--e=1 f.=1 g.h-i=1\n", ["A", "b_c", "com.docker.x", "d--e", "f."]],
  ["a quoted key", 'FROM a\nLABEL "a.b"="x y"\n', []],
  ["empty", 'FROM a\nLABEL a= b="" c=" "\n', ["a=", 'b=""', 'c=" "']],
  ["a time with an offset", `FROM a\nLABEL ${oci}.created=2026-11-21T19:53:00.5+01:00\n`, []],
  [
    "a day that is none",
    `FROM a\nLABEL ${oci}.created=2026-13-41T19:53:00Z\n`,
    [`${oci}.created=2026-13-41T19:53:00Z`],
  ],
  ["a bare host", `FROM a\nLABEL ${oci}.url=example.com\n`, [`${oci}.url=example.com`]],
  ["a git address", `FROM a\nLABEL ${oci}.source=git@example.com:a/b.git\n`, []],
  ["licences", `FROM a\nLABEL ${oci}.licenses="(MIT OR GPL-2.0+) AND X-1.0 WITH Y"\n`, []],
  ["a licence in words", `FROM a\nLABEL ${oci}.licenses="Apache License 2"\n`, [`${oci}.licenses="Apache License 2"`]],
  ["a build argument", `FROM a\nARG D=\nARG E\nLABEL ${oci}.created=$D ${oci}.url=$E\n`, []],
  ["an address", "FROM a\nLABEL com.example.email=nobody\n", ["com.example.email=nobody"]],
  ["a digest", `FROM a\nLABEL ${oci}.base.digest=1234\n`, [`${oci}.base.digest=1234`]],
  ["a stage that is not built", "FROM a\nLABEL A=1\nFROM b\n", []],
]);
