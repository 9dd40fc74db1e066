import { supportDatesDate } from "../../bases/support-dates.ts";
import { systemSupport } from "../../bases/system-support.ts";
import { layerAt } from "../../inventory/named-paths.ts";
import type { Rule } from "../rule.ts";
import { lastPlace, placeOfLayer } from "./parts/places.ts";

function system(version: string, name: string) {
  const text = `ID=debian\nVERSION_ID="${version}"\nPRETTY_NAME="Debian GNU/Linux ${version} (${name})"\n`;
  return [{ createdBy: "ADD rootfs.tar / # buildkit", files: { "etc/os-release": text } }];
}

export const osRetired: Rule<"image"> = {
  id: "os-retired",
  title: "The operating system of the image gets no more security updates",
  habit: "fresh",
  severity: "high",
  confidence: "high",
  severityReason:
    "High: holes found from now on stay open in what you run, and no scanner's database tells of them any more.",
  needs: ["image"],
  since: "0.3.0",
  presets: ["recommended@1", "strict@1"],
  aliases: [],
  scope:
    "The system that the image's own os-release names, when its support had ended today by the built-in table: Debian (with its free long-term support), Ubuntu, Alpine, Fedora, RHEL, CentOS, Rocky, AlmaLinux, Oracle and Amazon Linux. Paid support does not count; systems and releases the table does not know are left alone.",
  why: "Nobody repairs new holes in its packages, and those found from now on stay open in your image, often without being reported.",
  remedy: "Move to a base image with a supported release, and test it.",
  whenToIgnore: "You have extended support for this release and its packages in the image.",
  bad: [{ title: "Debian 10", image: { steps: system("10", "buster"), today: "2026-11-21" } }],
  good: [{ title: "Debian 13", image: { steps: system("13", "trixie"), today: "2026-11-21" } }],
  *check({ image }) {
    const { os, today } = image;
    const support = os && today !== undefined ? systemSupport(os, today) : undefined;
    if (!os || support?.state !== "ended") return;
    const path = os.paths[0] ?? "";
    const layer = layerAt(image, path);
    const ended = support.date === undefined ? "has ended" : `ended on ${support.date}`;
    yield {
      at: layer === undefined ? lastPlace(image) : placeOfLayer(image, layer),
      message: `The support of ${support.title}, which ${path} says this is, ${ended} (table of ${supportDatesDate}).`,
    };
  },
};
