import { expectProblems } from "../testing.ts";
import { instructionOrder } from "./instruction-order.ts";

expectProblems(instructionOrder, [
  ["one finding for many", "ARG A\nRUN a\nRUN b\nFROM c\n", ["RUN"]],
  ["no FROM, just ARG", "ARG A\n", ["ARG"]],
  ["an empty file", "# nothing\n", []],
  ["an unknown word is another rule's", "FORM a\n", []],
  ["a word that is no instruction above FROM", "hello\nFROM a\n", []],
]);
