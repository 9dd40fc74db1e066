import { expectProblems } from "../testing.ts";
import { volumeDockerSock } from "./volume-docker-sock.ts";

expectProblems(volumeDockerSock, [
  [
    "sockets",
    "FROM a\nVOLUME /run/docker.sock /run/containerd/containerd.sock\n",
    ["/run/docker.sock", "/run/containerd/containerd.sock"],
  ],
  ["written as a mount", "FROM a\nVOLUME /run/docker.sock:/run/docker.sock\n", ["/run/docker.sock:/run/docker.sock"]],
  ["another socket", "FROM a\nVOLUME /run/app.sock /docker.sock.d\n", []],
]);
