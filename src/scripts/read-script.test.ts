import { describe, expect, test } from "vitest";
import { readText } from "./read.fixture.ts";

/** What one option of `docker run` gives: the words before the image, and what is then known. */
const options: [title: string, words: string, expected: Record<string, unknown>][] = [
  ["a privileged container", "--privileged", { privileged: "true @ --privileged" }],
  ["a switch that is off", "--privileged=false", { privileged: "false @ --privileged=false" }],
  [
    "a switch with a variable",
    "--privileged=$P",
    { unresolved: ["option --privileged of docker run @ --privileged=$P"] },
  ],
  ["a read-only root", "--read-only", { readOnly: "true @ --read-only" }],
  ["a port", "-p 8080:80", { ports: ["*:8080->80/tcp @ 8080:80"] }],
  ["a port in the same word", "-p127.0.0.1:53:53/udp", { ports: ["127.0.0.1:53->53/udp @ 127.0.0.1:53:53/udp"] }],
  ["a port behind =", "--publish=80", { ports: ["*:any->80/tcp @ 80"] }],
  ["a quoted port", '-p "8080:80"', { ports: ['*:8080->80/tcp @ "8080:80"'] }],
  ["a port that a variable gives", "-p $PORT:80", { unresolved: ["option --publish of docker run @ -p $PORT:80"] }],
  ["a port with a default", "-p ${PORT:-8080}:80", { ports: ["*:8080->80/tcp @ ${PORT:-8080}:80"] }],
  ["a port that is none", "-p x:y", { unresolved: ["option --publish of docker run @ -p x:y"] }],
  ["all ports", "-P", { unresolved: ["option --publish-all of docker run @ -P"] }],
  ["a bundle of letters that ends in a value", "-itdp 80:80", { ports: ["*:80->80/tcp @ 80:80"] }],
  ["a value inside a bundle", "-iteA=b", { environment: ["A @ A is b @ b"] }],
  ["a letter with =", "-e=A=b", { environment: ["A @ A is b @ b"] }],
  ["the host's network", "--net=host", { network: "host @ host" }],
  ["the host's network among others", "--network host --network x", { network: "host @ host" }],
  ["a network with fields", "--network name=x,alias=y", { network: "x @ name=x,alias=y" }],
  ["namespaces", "--pid host --ipc=host --uts host", { pid: "host @ host", ipc: "host @ host", uts: "host @ host" }],
  ["more of them", "--userns=host --cgroupns host", { userns: "host @ host", cgroupns: "host @ host" }],
  ["a control group", "--cgroup-parent /x", { cgroupParent: "/x @ /x" }],
  ["capabilities", "--cap-add=ALL --cap-drop X", { capAdd: ["ALL @ ALL"], capDrop: ["X @ X"] }],
  [
    "security options",
    "--security-opt seccomp=unconfined",
    { securityOpt: ["seccomp=unconfined @ seccomp=unconfined"] },
  ],
  ["a user", "-u 1000:1000", { user: "1000:1000 @ 1000:1000" }],
  [
    "a user from a substitution",
    "-u $(id -u):$(id -g)",
    { unresolved: ["option --user of docker run @ -u $(id -u):$(id -g)"] },
  ],
  [
    "a socket",
    "-v /var/run/docker.sock:/x:ro",
    { mounts: ["bind /var/run/docker.sock /x ro @ /var/run/docker.sock:/x:ro"] },
  ],
  ["the current folder", "-v $(pwd)/a:/a", { mounts: ["bind ./a /a @ $(pwd)/a:/a"] }],
  ["the current folder, otherwise", '-v "$PWD":/a', { mounts: ['bind . /a @ "$PWD":/a'] }],
  ["the home folder", "-v ${HOME}/.ssh:/x", { mounts: ["bind ~/.ssh /x @ ${HOME}/.ssh:/x"] }],
  ["another folder", "-v $DATA:/x", { unresolved: ["option --volume of docker run @ -v $DATA:/x"] }],
  ["a volume", "--volume=data:/x", { mounts: ["volume data /x @ data:/x"] }],
  [
    "a mount",
    "--mount type=bind,src=/,dst=/h,readonly",
    { mounts: ["bind / /h ro @ type=bind,src=/,dst=/h,readonly"] },
  ],
  ["a tmpfs", "--tmpfs /run:rw", { mounts: ["tmpfs - /run @ /run:rw"] }],
  [
    "another container's mounts",
    "--volumes-from x",
    { unresolved: ["option --volumes-from of docker run @ --volumes-from x"] },
  ],
  ["a device", "--device /dev/kvm:/dev/x:r", { devices: ["/dev/kvm @ /dev/kvm:/dev/x:r"] }],
  ["limits", "-m 1g --cpus=2 --pids-limit 9", { memory: "1g @ 1g", cpus: "2 @ 2", pids: "9 @ 9" }],
  [
    "restart, log, name",
    "--restart=always --log-driver none --name n",
    { restart: "always @ always", logDriver: "none @ none", name: "n @ n" },
  ],
  ["an entrypoint", "--entrypoint ''", { entrypoint: " @ ''" }],
  ["a health check", "--health-cmd 'x y' --health-retries 3", { health: '{"disabled":false,"test":"x y"} @ \'x y\'' }],
  ["other times only", "--health-retries 3", { health: '{"disabled":false} @ 3' }],
  ["no health check", "--no-healthcheck", { health: '{"disabled":true} @ --no-healthcheck' }],
  ["a variable of the container", "-e KEY=value", { environment: ["KEY @ KEY is value @ value"] }],
  ["a quoted value", '-e KEY="a b"', { environment: ['KEY @ KEY is a b @ "a b"'] }],
  ["quotes around both", "--env 'KEY=a b'", { environment: ["KEY @ KEY is a b @ a b"] }],
  ["quotes around the name", '-e "KEY="v', { environment: ["KEY @ KEY is v @ v"] }],
  ["an escaped blank", "-e KEY=a\\ b", { environment: ["KEY @ KEY is a b @ a\\ b"] }],
  ["an escape before the =", "-e K\\EY=v", { environment: ["KEY @ K\\EY=v is v @ v"] }],
  ["an empty value", "-e KEY=", { environment: ["KEY @ KEY is  @ "] }],
  ["an empty quoted value", '-e KEY=""', { environment: ['KEY @ KEY is  @ ""'] }],
  ["a literal dollar", "-e 'KEY=$X'", { environment: ["KEY @ KEY is $X @ $X"] }],
  ["a value passed through", "-e KEY", { environment: ["KEY @ KEY from outside undefined @ KEY"] }],
  ["a value from a variable", '-e KEY="$KEY"', { environment: ['KEY @ KEY from outside undefined @ "$KEY"'] }],
  ["a value from a variable in quotes", '-e "KEY=$KEY"', { environment: ["KEY @ KEY from outside undefined @ $KEY"] }],
  ["a default", "-e KEY=${KEY:-v}", { environment: ["KEY @ KEY from outside v @ ${KEY:-v}"] }],
  ["a nested default", "-e KEY=${KEY:-${X}}", { environment: ["KEY @ KEY from outside undefined @ ${KEY:-${X}}"] }],
  ["a substitution", '-e KEY="$(cat "a b")"', { environment: ['KEY @ KEY from outside undefined @ "$(cat "a b")"'] }],
  ["backticks", "-e KEY=`cat x`", { environment: ["KEY @ KEY from outside undefined @ `cat x`"] }],
  ["a name from a variable", "-e $X=1", { unresolved: ["option --env of docker run @ -e $X=1"] }],
  ["an env file", "--env-file ./.env", { envFiles: ["app/.env @ ./.env"] }],
  ["an env file at home", "--env-file ~/.env", { unresolved: ["option --env-file of docker run @ --env-file ~/.env"] }],
  ["an unknown flag", "--not-known-yet value", {}],
  ["options in a variable", "$DOCKER_OPTS", { unresolved: ["options of docker run @ $DOCKER_OPTS"] }],
  ["options in an array", '"${ARGS[@]}"', { unresolved: ['options of docker run @ "${ARGS[@]}"'] }],
  ["options that are there or not", "${X:+-e A=b}", { unresolved: ["options of docker run @ ${X:+-e A=b}"] }],
  ["the end of options", "--", {}],
];

test.each(options)("docker run: %s", (_, words, expected) => {
  const { containers } = readText("app/run.sh", `docker run ${words} img:1\n`);
  expect(containers).toEqual([{ label: "docker run", at: "docker run", image: "img:1 @ img:1", ...expected }]);
});

describe("which commands count", () => {
  const commands: [title: string, text: string, labels: string[]][] = [
    ["docker run", "docker run x", ["docker run"]],
    ["podman create", "podman create x", ["podman create"]],
    ["nerdctl run", "nerdctl run x", ["nerdctl run"]],
    ["the long form", "docker container run x", ["docker container run"]],
    ["a path", "/usr/bin/docker run x", ["docker run"]],
    ["Windows' name", "docker.exe run x", ["docker run"]],
    ["sudo", "sudo -E docker run x", ["docker run"]],
    ["variables before it", "A=b DOCKER_BUILDKIT=1 docker run x", ["docker run"]],
    ["flags of docker itself", "docker -H tcp://h:1 --context=c --tls -D run x", ["docker run"]],
    ["a substitution", "id=$(docker run -d x)", ["docker run"]],
    ["a loop", "for i in a b; do docker run $i; done", ["docker run"]],
    ["a function", "up() { docker run x; }", ["docker run"]],
    ["a list", "docker build . && docker run x || docker create y", ["docker run", "docker create"]],
    ["another shell", "bash -c 'docker run x'", ["docker run"]],
    ["a variable that says so", "$DOCKER run x", ["docker run"]],
    ["a variable that is set", 'E=${E:-podman}\n"$E" run x', ["podman run"]],
    ["a variable that is searched for", "C=$(command -v nerdctl || command -v docker)\n$C run x", ["nerdctl run"]],
    ["a variable of another kind", "X=y\n$X run x # docker", []],
    [
      "something before it that is filled in",
      "$SUDO docker run x; ${DRY_RUN} podman run x",
      ["docker run", "podman run"],
    ],
    ["a runner", "dotenv -e .env -- docker run x", ["docker run"]],
    ["words that are printed", "echo docker run x; echo -- docker run y", []],
    ["a here-document", "cat <<END\ndocker run x\nEND", []],
    ["a comment", "# docker run x", []],
    ["another command of docker", "docker ps; docker pull run; docker logs create", []],
    ["docker-compose", "docker-compose -f a.yml run -e A=b web", ["docker-compose run"]],
    ["Compose without anything to say", "docker compose run web", []],
    ["exec with a value", "docker exec -u root -e A=b c sh", ["docker exec"]],
    ["exec without", "docker exec -it -u root c sh", []],
    ["a service", "docker service create --env A=b x", ["docker service create"]],
    ["a pod", "podman pod create -p 1:1", ["podman pod create"]],
  ];
  test.each(commands)("%s", (_, text, labels) => {
    const { containers } = readText("run.sh", `#!/bin/bash\n${text}\n# docker\n`);
    expect(containers.map(({ label }) => label)).toEqual(labels);
  });
});

describe("containers", () => {
  test("continuation lines, and the command behind the image", () => {
    const text = "docker run \\\n  -e A=b \\\n  -p 1:2 \\\n  img:1 sh -c 'x y' --privileged\n";
    expect(readText("run.sh", text).containers).toEqual([
      {
        label: "docker run",
        at: "docker run",
        image: "img:1 @ img:1",
        environment: ["A @ A is b @ b"],
        ports: ["*:1->2/tcp @ 1:2"],
        command: "sh -c x y --privileged @ sh -c 'x y' --privileged",
      },
    ]);
  });

  test("Windows line ends", () => {
    const text = "docker run \\\r\n  -e A=b \\\r\n  img\r\n";
    expect(readText("run.sh", text).containers).toMatchObject([
      { image: "img @ img", environment: ["A @ A is b @ b"] },
    ]);
  });

  test("an image that a variable gives is unknown, one that is set once is known", () => {
    expect(readText("run.sh", "docker run $IMAGE sh\n").containers).toEqual([
      { label: "docker run", at: "docker run", command: "sh @ sh", unresolved: ["image of docker run @ $IMAGE"] },
    ]);
    expect(readText("run.sh", "V=3\ndocker run node:$V\n").containers).toMatchObject([{ image: "node:3 @ node:$V" }]);
    expect(readText("run.sh", "V=3\nV=4\ndocker run node:$V\n").containers[0]).not.toHaveProperty("image");
    expect(readText("run.sh", "[ x ] && : || V=3\ndocker run node:$V\n").containers[0]).not.toHaveProperty("image");
  });

  test("a variable set to a secret counts, but not as literal", () => {
    const { containers } = readText("run.sh", 'P="abc def"\ndocker run -e P="$P" x\n');
    expect(containers).toMatchObject([{ environment: ['P @ P from outside abc def @ "$P"'] }]);
  });

  test("options in a variable that is set once are read, at the place where they are used", () => {
    const text = "O='-e A=b --privileged'\nE=\ndocker run $O $E x\n";
    expect(readText("run.sh", text).containers).toEqual([
      {
        label: "docker run",
        at: "docker run",
        image: "x @ x",
        privileged: "true @ $O",
        environment: ["A @ $O from outside b @ $O"],
      },
    ]);
  });

  test("options in a variable with several values are unknown, and no image", () => {
    const text = "case $X in a) P=--platform=a;; b) P=--platform=b;; esac\ndocker run $P x\n";
    expect(readText("run.sh", text).containers).toMatchObject([
      { image: "x @ x", unresolved: ["options of docker run @ $P"] },
    ]);
  });

  test("what a help text leaves out is no image", () => {
    const text = "docker run -p 1:1 ...\ndocker run [OPTIONS] IMAGE\n";
    expect(readText("run.sh", text).containers).toEqual([
      { label: "docker run", at: "docker run", ports: ["*:1->1/tcp @ 1:1"] },
    ]);
  });

  test("a service's long port and mount", () => {
    const text =
      "docker service create --publish published=80,target=8080,mode=host --mount type=volume,src=a,dst=/b x";
    expect(readText("run.sh", text).containers).toMatchObject([
      {
        ports: ["*:80->8080/tcp @ published=80,target=8080,mode=host"],
        mounts: ["volume a /b @ type=volume,src=a,dst=/b"],
      },
    ]);
  });

  test("an update of a service and exec are fragments", () => {
    const text = "docker service update --env-add A=b web\ndocker exec --privileged web sh";
    expect(readText("run.sh", text).containers).toEqual([
      { label: "docker service update", at: "docker service update", fragment: true, environment: ["A @ A is b @ b"] },
      { label: "docker exec", at: "docker exec", fragment: true, privileged: "true @ --privileged" },
    ]);
  });

  test("values in another shell's quotes still point at the file", () => {
    const { containers } = readText("run.sh", `sh -c "docker run -e A=\\"b c\\" -p 1:2 x"`);
    expect(containers).toMatchObject([
      { ports: ["*:1->2/tcp @ 1:2"], environment: [expect.stringContaining("is b c")] },
    ]);
  });
});

describe("builds", () => {
  const builds: [title: string, text: string, expected: Record<string, unknown>][] = [
    [
      "the usual",
      "docker build -t a:1 .",
      { context: "app @ .", dockerfile: "app/Dockerfile @ docker build", tags: ["a:1 @ a:1"] },
    ],
    [
      "a file and a folder",
      "docker build ./web -f docker/web.Dockerfile",
      { context: "app/web @ ./web", dockerfile: "app/docker/web.Dockerfile @ docker/web.Dockerfile" },
    ],
    ["the folder above", "docker build ..", { context: ". @ ..", dockerfile: "Dockerfile @ docker build" }],
    ["standard input", "docker build - <x", { context: "remote - @ -" }],
    ["a Dockerfile on standard input", "docker build -f - . <x", { context: "app @ ." }],
    [
      "a Git address",
      "docker build https://example.com/a.git#main",
      { context: "remote https://example.com/a.git#main @ https://example.com/a.git#main" },
    ],
    [
      "the current folder",
      'docker build "$PWD/x"',
      { context: 'app/x @ "$PWD/x"', dockerfile: "app/x/Dockerfile @ docker build" },
    ],
    ["a folder that is unknown", "docker build $DIR -f x", { dockerfile: "app/x @ x" }],
    ["a Dockerfile that is unknown", "docker build . -f $F", { context: "app @ ." }],
    ["options that are unknown", "docker build $BUILD_ARGS .", { context: "app @ ." }],
    ["nothing but options that are unknown", "docker build $BUILD_ARGS", {}],
    [
      "arguments",
      "docker build --build-arg A=b --build-arg=C --build-arg D=$D .",
      {
        context: "app @ .",
        dockerfile: "app/Dockerfile @ docker build",
        args: ["A @ A is b @ b", "C @ C from outside undefined @ C", "D @ D from outside undefined @ $D"],
      },
    ],
    [
      "secrets, keys, contexts",
      "docker build --secret id=a,src=$X --secret=type=env,id=b --ssh default --ssh k=$K --build-context c=../d --build-context e=docker-image://f .",
      {
        context: "app @ .",
        dockerfile: "app/Dockerfile @ docker build",
        secrets: ["a @ id=a,src=$X", "b @ type=env,id=b"],
        ssh: ["default @ default", "k @ k=$K"],
        contexts: ["c ../d @ ../d", "e docker-image://f @ docker-image://f"],
      },
    ],
    [
      "target, platforms, network, entitlement",
      "docker build --target t --platform a/b,c/d --network host --allow security.insecure .",
      {
        context: "app @ .",
        dockerfile: "app/Dockerfile @ docker build",
        target: "t @ t",
        platforms: ["a/b @ a/b,c/d", "c/d @ a/b,c/d"],
        network: "host @ host",
        privileged: "true @ security.insecure",
      },
    ],
  ];
  test.each(builds)("%s", (_, text, expected) => {
    const found = readText("app/build.sh", `${text}\n`).builds;
    expect(found).toEqual([{ label: "docker build in app/build.sh", at: "docker build", ...expected }]);
  });

  test.each([
    ["docker buildx build .", "docker buildx build in build.sh"],
    ["docker image build .", "docker image build in build.sh"],
    ["podman build .", "podman build in build.sh"],
    ["nerdctl build .", "nerdctl build in build.sh"],
  ])("%s", (text, label) => {
    expect(readText("build.sh", text).builds).toMatchObject([{ label, context: ". @ ." }]);
  });

  test("Compose and Bake: only what is said here", () => {
    const text =
      "docker compose build --build-arg A=b web\ndocker buildx bake --set *.args.C=d --set x.tags=y\ndocker buildx bake\n";
    expect(readText("build.sh", text).builds).toEqual([
      { label: "docker compose build in build.sh", at: "docker compose build", args: ["A @ A is b @ b"] },
      { label: "docker buildx bake in build.sh", at: "docker buildx bake", args: ["C @ C is d @ d"] },
    ]);
  });
});

describe("where a build runs", () => {
  const folders: [title: string, text: string, context: string | undefined][] = [
    ["beside the script", "docker build .", "a/b"],
    ["below it", "cd c && docker build .", "a/b/c"],
    ["above it", "cd ..\ndocker build .", "a"],
    ["two steps", "cd ..\ncd x\ndocker build y", "a/x/y"],
    ["the script's own folder", 'cd "$(dirname "$0")/.."\ndocker build .', "a"],
    ["the script's own folder, in bash", 'cd "$(dirname "${BASH_SOURCE[0]}")"\ndocker build .', "a/b"],
    ["the script's own folder, by its real path", 'cd "$(dirname "$(readlink -f "$0")")/../.."\ndocker build .', "."],
    ["the script's own folder in a variable", 'D="$(cd "$(dirname "$0")" && pwd)"\ncd "$D/.."\ndocker build .', "a"],
    ["a variable", "cd $X\ndocker build .", undefined],
    ["an absolute path", "cd /x\ndocker build y", "/x/y"],
    ["home", "cd\ndocker build .", undefined],
    ["back again", "pushd x\npopd\ndocker build .", undefined],
    ["maybe somewhere else", "if x; then cd y; fi\ndocker build .", undefined],
    ["a subshell's own step", "(cd x && make)\ndocker build .", "a/b"],
    ["inside the subshell", "(cd x && docker build .)", "a/b/x"],
    ["a substitution's own step", "Y=$(cd x && pwd)\ndocker build .", "a/b"],
  ];
  test.each(folders)("%s", (_, text, context) => {
    const [build] = readText("a/b/build.sh", `${text}\n`).facts?.builds ?? [];
    expect(build?.context?.value).toEqual(context === undefined ? undefined : { path: context });
  });

  test("a folder that is given", () => {
    expect(readText("a/b/build.sh", "docker build c", { folder: "." }).builds).toMatchObject([{ context: "c @ c" }]);
  });
});

test("files without an engine and files of another kind are not read", () => {
  expect(readText("run.sh", "echo x").facts).toBeUndefined();
  expect(readText("run.txt", "docker run x").facts).toBeUndefined();
});

test.each([
  ["names no command that counts", "docker pull x\ndocker compose up -d\nsystemctl start docker\n", false],
  ["has them in a comment", "  # docker run x\n", false],
  ["has them on one line", "sudo docker -H h run x", true],
  ["has them on joined lines", "docker \\\n  run x", true],
  ["has them on joined lines of Windows", "docker \\\r\n  run x", true],
  ["sets a variable to an engine", "export E=podman\n$E run x", true],
])("a script that %s is read: %s", (_, text, isRead) => {
  expect(readText("run.sh", text).facts !== undefined).toBe(isRead);
});

test("a script for another program is left alone", () => {
  expect(readText("run.sh", "#!/usr/bin/env python3\n'docker run x'\n").facts).toMatchObject({
    containers: [],
    problems: [],
  });
});
