import { expectProblems } from "../testing.ts";
import { secretCommand } from "./secret-command.ts";

expectProblems(secretCommand, [
  ["docker login", "FROM a\nRUN docker login -u x -p hunter22 r.example.com\n", ["hunter22"]],
  ["an attached option", "FROM a\nRUN docker login -u x --password=hunter22\n", ["--password=hunter22"]],
  ["aws", "FROM a\nRUN aws configure set aws_secret_access_key hunter22hunter22\n", ["hunter22hunter22"]],
  ["npm", "FROM a\nRUN npm config set //h/:_authToken=hunter22hunter\n", ["//h/:_authToken=hunter22hunter"]],
  [
    "an address",
    "FROM a\nRUN git clone https://bob:hunter22@git.example.com/a/b\n",
    ["https://bob:hunter22@git.example.com/a/b"],
  ],
  ["standard input", "FROM a\nRUN echo hunter22 | docker login -u x --password-stdin\n", ["hunter22"]],
  ["an argument whose name does not tell", "FROM a\nARG P\nRUN az login -u x -p $P\n", ["$P"]],
  ["an argument that is reported itself", "FROM a\nARG DB_PASSWORD\nRUN az login -u x -p $DB_PASSWORD\n", []],
  ["a mount", "FROM a\nRUN --mount=type=secret,id=t az login -u x -p $(cat /run/secrets/t)\n", []],
  ["a shell variable", "FROM a\nRUN --mount=type=secret,id=t P=$(cat /run/secrets/t) && az login -u x -p $P\n", []],
  ["a user name in an address", "FROM a\nRUN git clone https://git@git.example.com/a/b\n", []],
  ["stand-ins", "FROM a\nRUN docker login -u x -p changeme\n", []],
  [
    "other settings",
    "FROM a\nRUN npm config set registry https://r.example.com && aws configure set region eu-west-1\n",
    [],
  ],
]);
