import type { Severity } from "../../../finding/finding.ts";

/** A variable that switches a debug or development mode on. */
export interface DebugSetting {
  matches(value: string): boolean;
  readonly severity: Severity;
  /** Ends the sentence "ENV X=y …". */
  readonly effect: string;
  /** The value for production, where there is one that needs nothing else. */
  production?(value: string): string;
}

const isOn = (value: string) => /^(?:1|true|yes|on)$/i.test(value);
const isDevelopment = (value: string) => /^dev(?:elopment)?$/i.test(value);

/** `false` for `true`, `0` for `1`, in the same casing. */
const off = (value: string): string => {
  if (value === "1") return "0";
  const word = /^(?:yes|on)$/i.test(value) ? { yes: "no", on: "off" }[value.toLowerCase()] : "false";
  return value.charAt(0) === value.charAt(0).toUpperCase() ? capitalise(word ?? "0") : (word ?? "0");
};

const settings: ReadonlyMap<string, DebugSetting> = new Map<string, DebugSetting>([
  [
    "FLASK_DEBUG",
    {
      matches: isOn,
      severity: "high",
      effect: "opens Flask's debugger, which runs code sent by a browser",
      production: off,
    },
  ],
  [
    "FLASK_ENV",
    {
      matches: isDevelopment,
      severity: "medium",
      effect: "starts Flask before 2.3 in debug mode",
      production: () => "production",
    },
  ],
  [
    "WERKZEUG_DEBUG_PIN",
    {
      matches: (value) => value === "off",
      severity: "high",
      effect: "lets anyone use Werkzeug's debugger to run code",
    },
  ],
  [
    "APP_DEBUG",
    { matches: isOn, severity: "medium", effect: "shows settings and stack traces on error pages", production: off },
  ],
  [
    "DJANGO_DEBUG",
    { matches: isOn, severity: "medium", effect: "shows settings and stack traces on error pages", production: off },
  ],
  [
    "NODE_ENV",
    {
      matches: isDevelopment,
      severity: "low",
      effect: "makes libraries slower and lets them send stack traces to visitors",
      production: () => "production",
    },
  ],
  [
    "RAILS_ENV",
    { matches: isDevelopment, severity: "medium", effect: "shows code and settings on Rails' error pages" },
  ],
  ["RACK_ENV", { matches: isDevelopment, severity: "medium", effect: "shows code and settings on error pages" }],
  ["MIX_ENV", { matches: isDevelopment, severity: "low", effect: "runs the application in development mode" }],
  [
    "ASPNETCORE_ENVIRONMENT",
    {
      matches: isDevelopment,
      severity: "medium",
      effect: "shows stack traces and request data on error pages",
      production: () => "Production",
    },
  ],
  [
    "DOTNET_ENVIRONMENT",
    {
      matches: isDevelopment,
      severity: "low",
      effect: "runs the application with its development settings",
      production: () => "Production",
    },
  ],
  ...["JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS", "JAVA_OPTS", "CATALINA_OPTS", "MAVEN_OPTS"].map(
    (name): [string, DebugSetting] => [
      name,
      {
        matches: opensJavaDebugger,
        severity: "high",
        effect: "opens Java's debug port, which lets anyone who reaches it run code",
      },
    ],
  ),
  [
    "NODE_OPTIONS",
    {
      matches: (value) => value.split(/\s+/).some(opensNodeInspector),
      severity: "high",
      effect: "opens Node's inspector, which lets anyone who reaches it run code",
    },
  ],
]);

/** The variables that are looked at. */
export const debugVariables: readonly string[] = [...settings.keys()];

/** What `ENV name=value` switches on; undefined when that is no debug mode. */
export function debugSetting(name: string, value: string): DebugSetting | undefined {
  const setting = settings.get(name);
  return setting?.matches(value.trim()) ? setting : undefined;
}

/** JDWP that waits for a connection, unless it listens to the container itself only. */
export function opensJavaDebugger(text: string): boolean {
  if (!text.includes("jdwp")) return false;
  const agent = /(?:-agentlib:jdwp=|-Xrunjdwp:)(\S*)/.exec(text)?.[1];
  if (agent === undefined || !agent.includes("server=y")) return false;
  const address = /address=([^,\s"']*)/.exec(agent)?.[1];
  // A bare port listens to everything before Java 9, and to the container itself since then.
  return address !== undefined && /^(?:\*|0\.0\.0\.0|\[?::\]?):/.test(address);
}

/** `--inspect=0.0.0.0:9229`. Without a host it listens to the container itself only. */
export function opensNodeInspector(word: string): boolean {
  return /^--inspect(?:-brk|-wait)?=(?:0\.0\.0\.0|\[?::\]?)(?::|$)/.test(word);
}

function capitalise(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
