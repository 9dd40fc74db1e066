import type { Rule } from "../rule.ts";

const sockets = /(?:^|\/)(?:docker|containerd|podman|crio)\.sock$/;

export const volumeDockerSock: Rule<"dockerfile"> = {
  id: "volume-docker-sock",
  title: "VOLUME names the container engine's socket",
  habit: "runtime",
  severity: "medium",
  confidence: "high",
  severityReason:
    "Medium: the line alone opens nothing, since VOLUME cannot reach the host; it says that the image is meant to run with the host's socket.",
  needs: ["dockerfile"],
  since: "0.1.0",
  presets: ["recommended@1", "strict@1"],
  aliases: ["semgrep/dockerfile-dockerd-socket-mount", "cis/5.32"],
  scope:
    "A VOLUME whose path ends in docker.sock, containerd.sock, podman.sock or crio.sock, in the stage that is built and the stages it is FROM.",
  why: "VOLUME makes an empty directory of that name, which breaks the program; and with the host's socket in its place, whoever gets into the container is root on the host.",
  remedy: "Take the line out, and give the program a socket proxy with only the calls it needs.",
  whenToIgnore: "The image is a tool to manage the engine, and everyone who runs it knows.",
  bad: [
    { title: "Docker's socket", dockerfile: 'FROM debian:13.6-slim\nVOLUME ["/var/run/docker.sock"]\nUSER 10001\n' },
  ],
  good: [{ title: "data", dockerfile: 'FROM debian:13.6-slim\nVOLUME ["/data"]\nUSER 10001\n' }],
  *check({ dockerfile }) {
    if (!dockerfile.source.text.includes(".sock")) return;
    for (const stage of dockerfile.target?.chain ?? [])
      for (const instruction of stage.instructions)
        if (instruction.name === "volume")
          for (const word of instruction.args)
            if (word.text.split(":").some((part) => sockets.test(part)))
              yield {
                at: word.span,
                message: `VOLUME ${word.text} makes an empty directory where the engine's socket is expected.`,
              };
  },
};
