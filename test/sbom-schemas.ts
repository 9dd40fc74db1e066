import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { Ajv, type ValidateFunction } from "ajv";
import { Ajv2019 } from "ajv/dist/2019.js";

// The published schemas, for the tests of SBOMs. Not part of the product.

const formats = {
  "date-time": /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/,
  "iri-reference": /^[^\s<>"{}|\\^`]*$/,
  "idn-email": /^[^\s@]+@[^\s@]+$/,
  email: /^[^\s@]+@[^\s@]+$/,
  uri: /^[a-z][a-z0-9+.-]*:[^\s<>"{}|\\^`]*$/i,
  uuid: /^[0-9a-f-]{36}$/i,
};

/** Of a version of CycloneDX, out of the package that its makers publish. */
export function cycloneDxSchema(version: string): ValidateFunction {
  const folder = createRequire(import.meta.url)
    .resolve("@cyclonedx/cyclonedx-library/package.json")
    .replace(/package\.json$/, "res/schema/");
  const read = (name: string) => JSON.parse(readFileSync(`${folder}${name}.SNAPSHOT.schema.json`, "utf8"));
  const ajv = new Ajv({ allErrors: true, strict: false, unicodeRegExp: false, formats });
  for (const name of ["spdx", "jsf-0.82"]) {
    const schema = read(name);
    ajv.addSchema({ ...schema, $id: `http://cyclonedx.org/schema/${name}.SNAPSHOT.schema.json` });
  }
  return ajv.compile(read(`bom-${version}`));
}

export function spdxSchema(): ValidateFunction {
  const schema = JSON.parse(
    readFileSync(new URL("../src/report/sbom/fixtures/spdx-2.3.schema.json", import.meta.url), "utf8"),
  );
  return new Ajv2019({ allErrors: true, strict: false }).compile(schema);
}
