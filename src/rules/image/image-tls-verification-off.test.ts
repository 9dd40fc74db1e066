import { expectInImages, setting } from "./facts.fixture.ts";
import { imageTlsVerificationOff } from "./image-tls-verification-off.ts";

expectInImages(imageTlsVerificationOff, [
  [
    "at the step that set it",
    { steps: [setting("ENV GIT_SSL_NO_VERIFY=1"), setting("ENV A=1")], env: ["GIT_SSL_NO_VERIFY=1", "A=1"] },
    [["ENV GIT_SSL_NO_VERIFY=1", "git trusts every server"]],
  ],
  [
    "switched on",
    { steps: [setting("ENV A=1")], env: ["NODE_TLS_REJECT_UNAUTHORIZED=1", "PIP_TRUSTED_HOST=localhost", "A"] },
    [],
  ],
]);
