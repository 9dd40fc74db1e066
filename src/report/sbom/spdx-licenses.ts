import { digestOf } from "./identity.ts";
import { joinLicenses, readLicense } from "./license-expression.ts";

/** A licence that SPDX does not list, as the document explains it. */
export interface ExtractedLicense {
  readonly licenseId: string;
  readonly extractedText: string;
  readonly name: string;
}

const missingText = "The package names this licence; its text is not part of the package's record.";

/** `licenseDeclared` of a package, and what the document has to explain because of it. */
export function spdxLicenses(licenses: readonly string[]): {
  readonly declared: string;
  readonly extracted: readonly ExtractedLicense[];
} {
  const read = licenses.filter((text) => text.trim() !== "").map(readLicense);
  const declared = joinLicenses(read, referenceTo);
  const extracted = read.flatMap((license): readonly ExtractedLicense[] => {
    if (license.kind === "id") return [];
    if (license.kind === "name") return [extractedAs(referenceTo(license.name), license.name)];
    return license.references.map((reference) => extractedAs(reference, reference.slice("LicenseRef-".length)));
  });
  return { declared: declared === "" ? "NOASSERTION" : declared, extracted };
}

function extractedAs(licenseId: string, name: string): ExtractedLicense {
  return { licenseId, extractedText: missingText, name };
}

/** Letters, digits, dots and dashes are all that is allowed; names that come out equal are told apart by their hash. */
function referenceTo(name: string): string {
  const plain = name
    .replaceAll(/[^A-Za-z0-9.-]+/g, "-")
    .replaceAll(/^-+|-+$/g, "")
    .slice(0, 60);
  return plain === name
    ? `LicenseRef-${plain}`
    : `LicenseRef-${plain === "" ? "" : `${plain}-`}${digestOf(name).slice(0, 8)}`;
}
