/** Commands that open images or advisories: the launcher starts another bundle for them. */
export const imageCommands = ["scan", "sbom", "history", "vex", "compare", "db"] as const;
export type ImageCommand = (typeof imageCommands)[number];
