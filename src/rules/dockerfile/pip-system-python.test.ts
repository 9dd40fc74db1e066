import { expectFixes, expectProblems, expectRefusals } from "../testing.ts";
import { pipSystemPython } from "./pip-system-python.ts";

const apt = "RUN apt-get update && apt-get install -y python3-pip\n";

expectProblems(pipSystemPython, [
  ["latest Ubuntu", `FROM ubuntu\n${apt}RUN pip3 install x\nRUN pip3 install y\n`, ["pip3 install x"]],
  ["Debian by its codename", `FROM debian:bookworm-slim\n${apt}RUN pip install x\n`, ["pip install x"]],
  ["another image on Debian 13", `FROM node:24-trixie\n${apt}RUN pip3 install x\n`, ["pip3 install x"]],
  ["in the same RUN", "FROM debian:13\nRUN apt-get install -y python3-pip && pip3 install x\n", ["pip3 install x"]],
  [
    "the module form, in a child stage",
    `FROM debian:13 AS a\n${apt}FROM a\nRUN python3 -m pip install x\n`,
    ["python3 -m pip install x"],
  ],
  ["Debian 11", `FROM debian:bullseye\n${apt}RUN pip3 install x\n`, []],
  ["Alpine 3.9 is older than 3.19", "FROM alpine:3.9\nRUN apk add py3-pip && pip3 install x\n", []],
  ["pip from elsewhere", "FROM debian:13\nRUN pip3 install x\n", []],
  ["told to go on", `FROM debian:13\n${apt}RUN pip3 install --break-system-packages x\n`, []],
  ["told so by ENV", `FROM debian:13\n${apt}ENV PIP_BREAK_SYSTEM_PACKAGES=1\nRUN pip3 install x\n`, []],
  ["the mark removed", `FROM debian:13\n${apt}RUN rm /usr/lib/python3*/EXTERNALLY-MANAGED && pip3 install x\n`, []],
  ["an environment's own pip", `FROM debian:13\n${apt}RUN /venv/bin/pip install x\n`, []],
  ["an activated environment", `FROM debian:13\n${apt}RUN . /venv/bin/activate && pip install x\n`, []],
  ["a target folder", `FROM debian:13\n${apt}RUN pip3 install --target /x y\n`, []],
  ["a copied pip.conf", `FROM debian:13\n${apt}COPY pip.conf /etc/pip.conf\nRUN pip3 install x\n`, []],
  ["an unknown base", `ARG B\nFROM $B\n${apt}RUN pip3 install x\n`, []],
]);

expectFixes(pipSystemPython, [
  [
    "with an environment in front of PATH",
    `FROM debian:13\n${apt}RUN pip3 install x\n`,
    'FROM debian:13\nRUN apt-get update && apt-get install -y python3-pip python3-venv\nENV PATH="/opt/venv/bin:$PATH"\nRUN python3 -m venv /opt/venv && pip3 install x\n',
  ],
  [
    "in one RUN on Alpine",
    "FROM alpine:3.24\nRUN apk add py3-pip && pip3 install x\n",
    'FROM alpine:3.24\nENV PATH="/opt/venv/bin:$PATH"\nRUN apk add py3-pip && python3 -m venv /opt/venv && pip3 install x\n',
  ],
]);

expectRefusals(pipSystemPython, [
  ["a heredoc", `FROM debian:13\n${apt}RUN <<EOF\npip3 install x\nEOF\n`, "heredoc"],
  ["a conditional command", `FROM debian:13\n${apt}RUN if true; then pip3 install x; fi\n`, "inside another"],
]);
