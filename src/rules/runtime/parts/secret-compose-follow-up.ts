/**
 * What is left to a person once a secret is out of a Compose file: lines ready to paste. Names go in, never values. Reports
 * print the lines of all fixes together, each line once, so they are the same for all variables of a file.
 */
export function composeFollowUp(variables: readonly string[]): readonly string[] {
  return [
    "Put the values into a file .env beside the Compose file, which Compose reads by itself, and name .env in .gitignore and .dockerignore:",
    ...[...new Set(variables)].sort().map((name) => `${name}=`),
    "A database keeps the password it was first started with: change it there too, or put the old one into .env for now.",
    "The old values stay in the file's git history: have new ones issued where they came from.",
  ];
}
