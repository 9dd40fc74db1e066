/** What `seaworthy db` does. By itself, so that completion loads no more. */
export const dbActions = ["update", "status", "export", "import"] as const;
