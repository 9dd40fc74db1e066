/** Commands that open images: the launcher starts another bundle for them. */
export const imageCommands = ["scan", "sbom", "history"] as const;
export type ImageCommand = (typeof imageCommands)[number];
