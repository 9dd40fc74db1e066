import { expectFixes, expectProblems, expectRefusals } from "../testing.ts";
import { userNotNumeric } from "./user-not-numeric.ts";

expectProblems(userNotNumeric, [
  ["a name", "FROM node:24\nUSER node\n", ["node"]],
  ["a name with a group", "FROM node:24\nUSER node:node\n", ["node:node"]],
  ["numbers", "FROM node:24\nUSER 1000:1000\n", []],
  ["root is another rule's", "FROM node:24\nUSER root\n", []],
  ["each name once", "FROM node:24\nUSER node\nUSER root\nUSER node\n", ["node"]],
  ["the last place of a name", "FROM a\nUSER x:7\nUSER y\nUSER root\nUSER x:8\n", ["x:8", "y"]],
  ["a name behind an ARG", "FROM node:24\nARG U=node\nUSER $U\n", ["$U"]],
  ["a variable nobody knows", "FROM node:24\nUSER $U\n", []],
  ["a stage that only builds", "FROM node:24 AS b\nUSER node\nFROM node:24\nUSER 1000\n", []],
  ["Windows", "FROM mcr.microsoft.com/windows/nanoserver:ltsc2025\nUSER ContainerUser\n", []],
]);

expectFixes(userNotNumeric, [
  ["a number of the base", "FROM node:24\nUSER node\n", "FROM node:24\nUSER 1000\n"],
  [
    "a number of the file, everywhere",
    "FROM a\nRUN useradd -u 7 x\nUSER x\nUSER root\nUSER x\n",
    "FROM a\nRUN useradd -u 7 x\nUSER 7\nUSER root\nUSER 7\n",
  ],
]);

expectRefusals(userNotNumeric, [
  ["a name that nothing explains", "FROM a\nUSER app\n", "not in the file"],
  ["a variable", "FROM node:24\nARG U=node\nUSER $U\n", "variable"],
  ["a variable in another place", "FROM node:24\nARG U=node\nUSER $U\nUSER node\n", "variable"],
  ["a group in another place", "FROM node:24\nUSER node:node\nUSER node\n", "group node"],
  ["a group by name", "FROM node:24\nUSER node:node\n", "group node"],
]);
