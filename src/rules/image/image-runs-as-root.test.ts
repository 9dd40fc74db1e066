import { debian, expectInImages, layer, setting } from "./facts.fixture.ts";
import { imageRunsAsRoot } from "./image-runs-as-root.ts";

const cmd = ["node", "server.js"];
const start = setting('CMD ["node" "server.js"]');
const line = 'CMD ["node", "server.js"]';

expectInImages(imageRunsAsRoot, [
  ["no USER at all", { steps: [debian, start], cmd }, [[line, "as root: no USER is set"]]],
  [
    "root by name, at the last USER",
    { steps: [debian, setting("USER node"), setting("USER root"), start], user: "root", cmd },
    [["USER root", "USER root is uid 0 in etc/passwd"]],
  ],
  [
    "root by number and with a group",
    { steps: [debian, setting("USER 0:0")], user: "0:0", cmd },
    [["USER 0:0", "uid 0 is root"]],
  ],
  [
    "a name that is root in the image's own etc/passwd",
    {
      steps: [debian, layer("COPY passwd /etc/", { "etc/passwd": "app:x:0:0::/:/bin/sh\n" }), setting("USER app")],
      user: "app",
      cmd,
    },
    [["USER app", "USER app is uid 0"]],
  ],
  [
    "a daemon",
    { steps: [debian, setting("CMD nginx")], cmd: ["nginx", "-g", "daemon off;"] },
    [["CMD nginx", "as root"]],
  ],
  [
    "a shell",
    { steps: [debian, setting("CMD bash")], cmd: ["bash"] },
    [["CMD bash", "Whatever is started in this image runs as root"]],
  ],
  ["a user of its own", { steps: [debian, setting("USER nobody")], user: "nobody", cmd }, []],
  ["a number that nobody has", { steps: [debian, setting("USER 10001")], user: "10001", cmd }, []],
  ["a user that nobody knows is another rule's", { steps: [debian, setting("USER app")], user: "app", cmd }, []],
  ["the start leaves root", { steps: [debian], cmd: ["gosu", "app", "node", "server.js"] }, []],
  ["the start leaves root in a shell", { steps: [debian], cmd: ["/bin/sh", "-c", "exec su-exec app node a.js"] }, []],
  ["s6", { steps: [debian], cmd: ["/init"] }, []],
  [
    "a script with gosu at hand",
    {
      steps: [debian, layer("COPY gosu /usr/local/bin/", { "usr/local/bin/gosu": "" })],
      cmd: ["docker-entrypoint.sh", "db"],
    },
    [],
  ],
  ["a script without one", { steps: [debian, start], cmd: ["docker-entrypoint.sh", "db"] }, [[line, "as root"]]],
]);
