import { spawn, spawnSync } from "node:child_process";
import { createInterface } from "node:readline";
import type { Comparator, Order, Pair } from "./oracle.ts";

/**
 * Starts a program that reads a pair a line (`a TAB b`) from its standard input and answers a line each, in order: `-1`, `0`,
 * `1`, or `x` where one of them is no version. It has to flush each line. Rejects with the program's end when that comes first.
 */
export async function startComparator(command: string, args: readonly string[]): Promise<Comparator> {
  const child = spawn(command, args, { stdio: ["pipe", "pipe", "inherit"] });
  const waiting: ((answer: string | Error) => void)[] = [];
  let ended: Error | undefined;
  const end = (reason: Error) => {
    ended ??= reason;
    for (const answer of waiting.splice(0)) answer(ended);
  };
  child.on("error", end);
  child.on("close", (status) => end(new Error(`${command} ended with ${status}`)));
  child.stdin.on("error", end);
  createInterface({ input: child.stdout }).on("line", (line) => waiting.shift()?.(line));

  const compare = async (pairs: readonly Pair[]): Promise<readonly Order[]> => {
    if (ended) throw ended;
    const answers = pairs.map((pair) => {
      const line = new Promise<string>((resolve, reject) => {
        waiting.push((answer) => (typeof answer === "string" ? resolve(answer) : reject(answer)));
      });
      return line.then((answer) => readOrder(answer, pair, command));
    });
    child.stdin.write(pairs.map(([a, b]) => `${a}\t${b}\n`).join(""));
    return Promise.all(answers);
  };
  return { compare, close: () => child.stdin.end() };
}

function readOrder(answer: string, pair: Pair, command: string): Order {
  switch (answer.trim()) {
    case "x":
      return undefined;
    case "-1":
      return -1;
    case "0":
      return 0;
    case "1":
      return 1;
    default:
      throw new Error(`${command} says ${JSON.stringify(answer)} of ${JSON.stringify(pair)}`);
  }
}

/** Whether a command runs here: with `args` it ends with 0. */
export function runs(command: string, args: readonly string[]): boolean {
  return spawnSync(command, args, { stdio: "ignore" }).status === 0;
}
