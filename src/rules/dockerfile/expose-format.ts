import { replaceSpan } from "../../dockerfile/edits.ts";
import type { Problem } from "../../finding/finding.ts";
import type { Rule } from "../rule.ts";
import { type ExposedPort, exposedPorts } from "./parts/exposed-port.ts";

export const exposeFormat: Rule<"dockerfile"> = {
  id: "expose-format",
  title: "EXPOSE is not written as PORT or PORT/PROTOCOL",
  habit: "build",
  severity: "low",
  confidence: "high",
  severityReason: "Low: the image is the same, but the line promises what Docker does not do.",
  needs: ["dockerfile"],
  since: "0.1.0",
  presets: ["strict@1"],
  aliases: ["buildkit/ExposeInvalidFormat", "buildkit/ExposeProtoCasing"],
  scope:
    "A port of EXPOSE with an address or a host port in front, or with its protocol in upper case. Variables are looked up; what is not known, and what stops the build, is left alone.",
  why: "EXPOSE publishes nothing: a host port or an address in it is thrown away, and whoever reads the line believes that the port is bound that way.",
  remedy:
    "Write the container's port alone, as in EXPOSE 8080/udp, and give host ports to docker run -p or to Compose.",
  whenToIgnore: "Never needed: the plain form makes the same image.",
  fix: "safe",
  bad: [
    { title: "a host port", dockerfile: "FROM node:24.19-trixie-slim\nUSER 1000\nEXPOSE 80:8080\n" },
    { title: "an address", dockerfile: "FROM node:24.19-trixie-slim\nUSER 1000\nEXPOSE 127.0.0.1:80:8080\n" },
    { title: "a protocol in capitals", dockerfile: "FROM node:24.19-trixie-slim\nUSER 1000\nEXPOSE 8125/UDP\n" },
  ],
  good: [{ title: "ports", dockerfile: "FROM node:24.19-trixie-slim\nUSER 1000\nEXPOSE 8080 8125/udp 9000-9010\n" }],
  *check({ dockerfile }) {
    for (const port of exposedPorts(dockerfile)) {
      const found = formatProblem(port);
      if (found) yield found;
    }
  },
};

const protocols: ReadonlySet<string> = new Set(["tcp", "udp", "sctp"]);

function formatProblem(port: ExposedPort): Problem | undefined {
  const { text, protocol, container, host, word } = port;
  // What the build refuses is syntax-error's business.
  if (!port.range || !protocols.has(protocol.toLowerCase())) return undefined;
  if (host !== "") {
    const message = `EXPOSE keeps only ${container} of ${text}: it binds no address and no host port.`;
    return { at: word.span, message, ...plainForm(port) };
  }
  if (protocol === protocol.toLowerCase()) return undefined;
  return { at: word.span, message: `The protocol of ${text} is in capitals.`, ...plainForm(port) };
}

/** Safe: it is what Docker writes into the image already. */
function plainForm({ word, literal, container, protocol, text }: ExposedPort): Pick<Problem, "fixes" | "refusal"> {
  if (!literal) return { refusal: "The port comes from a variable, or is quoted." };
  const plain = text.includes("/") ? `${container}/${protocol.toLowerCase()}` : container;
  return { fixes: [{ title: `Write ${plain}`, safety: "safe", edits: [replaceSpan(word.span, plain)] }] };
}
