import type { ComposeService } from "../../../compose/compose-project.ts";
import { appendServiceItem } from "../../../compose/edits.ts";
import type { Fix, Problem } from "../../../finding/finding.ts";
import type { FileEdit } from "../../../text/edit.ts";
import { lacksNoNewPrivileges, shouldDropAll } from "./hardening.ts";

/** What cannot be written without knowing the program. */
const rest: readonly string[] = [
  "Then, one service at a time, and start it after each:",
  "  cap_drop: [ALL]     # with cap_add for what fails: a server that starts as root often needs CHOWN, SETUID and SETGID",
  "  read_only: true     # with tmpfs: [/tmp] for the folders it writes",
  "  mem_limit: 512m     # twice of what it takes at work",
  "  pids_limit: 200",
];

/** Adds `no-new-privileges` everywhere, and drops the capabilities of what is known not to run as root. */
export function hardeningFix(services: readonly ComposeService[]): Pick<Problem, "fixes" | "refusal"> {
  const edits = services.map(editsOf);
  const known = edits.filter((edit) => edit !== undefined).flat();
  if (edits.some((edit) => edit === undefined))
    return { refusal: "A service is written in braces, or shared through an anchor: add the lines by hand." };
  const fix: Fix = {
    title: "Add no-new-privileges:true, and cap_drop where the program does not run as root",
    safety: "unsafe",
    edits: known,
    followUp: rest,
  };
  return { fixes: [fix] };
}

/** Undefined when one of them cannot be made. */
function editsOf(service: ComposeService): readonly FileEdit[] | undefined {
  const wanted = [
    ...(lacksNoNewPrivileges(service) ? [appendServiceItem(service, "security_opt", "no-new-privileges:true")] : []),
    ...(shouldDropAll(service) ? [appendServiceItem(service, "cap_drop", "ALL")] : []),
  ];
  const edits = wanted.filter((edit) => edit !== undefined);
  return edits.length < wanted.length ? undefined : joinInsertions(edits.flat());
}

/** Two keys that are added at one place are one edit: as two they would conflict. */
function joinInsertions(edits: readonly FileEdit[]): readonly FileEdit[] {
  const joined: FileEdit[] = [];
  for (const edit of edits) {
    const last = joined.at(-1);
    const isSame = last && last.start === edit.start && last.end === edit.end && last.start === last.end;
    if (isSame) joined[joined.length - 1] = { ...last, text: last.text + edit.text };
    else joined.push(edit);
  }
  return joined;
}
