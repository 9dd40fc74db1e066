import { defineConfig } from "vitest/config";

/** Set by .ci/run: where to write the counts. */
const countsFile = process.env.SEAWORTHY_TEST_COUNTS;

export default defineConfig({
  test: {
    include: ["src/**/*.test.ts", "test/**/*.test.ts", "tools/**/*.test.ts"],
    testTimeout: 30_000,
    reporters: countsFile ? ["default", ["json", { outputFile: countsFile }]] : ["default"],
  },
});
