/**
 * Opens real images of real engines and compares what is found with what the package managers say, and one source with the
 * other. `npm run test:engine`: everything it needs is installed from the system's packages; where that cannot be, it says
 * so and passes. Needs a built dist/.
 */
import { makeGround } from "./engine-test/ground.ts";
import { engineTests } from "./engine-test/tests.ts";

const ground = await makeGround();
if (typeof ground === "string") console.log(`skipped: ${ground}`);
else {
  try {
    if (!(await engineTests(ground))) process.exitCode = 1;
  } finally {
    await ground.stop();
  }
}
