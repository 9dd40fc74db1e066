import { expectProblems } from "../testing.ts";
import { lnBinSh as rule } from "./ln-bin-sh.ts";

expectProblems(rule, [
  ["after removing it", "FROM a\nRUN rm /bin/sh && ln -s /bin/bash /bin/sh\n", ["ln -s /bin/bash /bin/sh"]],
  ["a shell that was missing", "FROM a\nRUN ln -s /busybox/sh /bin/sh\n", []],
  ["another link", "FROM a\nRUN ln -s /bin/bash /usr/local/bin/bash\n", []],
]);
