/** Commands that open images or advisories: the launcher starts another bundle for them. */
export const imageCommands = ["scan", "sbom", "history", "vex", "compare", "db"] as const;
export type ImageCommand = (typeof imageCommands)[number];

/** True where a command belongs to that bundle: `explain` does when it is asked about a vulnerability, not about a rule. */
export function isOfImages(words: readonly string[]): boolean {
  const [command = "", ...rest] = words;
  return (
    (imageCommands as readonly string[]).includes(command) || (command === "explain" && rest.some(isVulnerabilityId))
  );
}

/** Names that begin as those of databases do; rules and the ids of peers (`DL3002`, `CKV_DOCKER_3`, `DS-0002`) do not. */
export function isVulnerabilityId(word: string): boolean {
  return word.length <= 100 && prefixes.test(word);
}

const prefixes =
  /^(?:GHSA(?:-[2-9a-z]{4}){3}$|(?:CVE|GO|RUSTSEC|PYSEC|MAL|OSV|GSD|HSEC|RSEC|PSF|CURL|BIT|EEF|CGA|MINI|ECHO|ROOT|TEMP|DSA|DLA|DTSA|ELA|DEBIAN-CVE|USN|LSN|UBUNTU-CVE|ALPINE-CVE|AL[SBE]A|R[LH][SBE]A|RXSA|EL[SB]A|ALAS2?|ALAS2023|SUSE-[SRFO]U|OPENSUSE-[SRFO]U|MGASA|OESA|GLSA|PHSA|FEDORA|BELL-CVE|CLEANSTART)-[\w.:-]*\d)/i;
