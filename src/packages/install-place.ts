/**
 * Where installed packages lie, and where copies of packages lie that nobody runs: tests bring packages of their own,
 * package managers keep caches. Paths in the form of `LayerEntry.path` come in; nothing is read.
 */

/** Folders whose packages are made up, or are there to be tested with. */
const testFolders: ReadonlySet<string> = new Set([
  ...(["test", "tests", "__tests__", "testing", "testdata", "test-data", "spec", "specs"] as const),
  ...(["fixture", "fixtures", "__fixtures__", "test-fixtures", "mock", "mocks", "__mocks__"] as const),
  ...(["example", "examples", "demo", "demos", "benchmark", "benchmarks"] as const),
]);

/** True for the name of a folder that holds tests, examples or what they need. */
export function isTestFolder(name: string): boolean {
  return testFolders.has(name);
}

/** The folder that a path lies in; "" for the root. */
export function folderOf(path: string): string {
  const slash = path.lastIndexOf("/");
  return slash === -1 ? "" : path.slice(0, slash);
}

/** The last part of a path. */
export function lastPart(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
