/**
 * Whose package it is. A distribution's advisories are about its own packages: of others with the same names the versions
 * mean something else. Told by the vendor that a package names, its maintainer's address, and marks in versions.
 */
import type { OperatingSystemFamily } from "../packages/operating-system-family.ts";
import type { PackageRecord } from "../packages/package.ts";

/** The vendor's name for people; undefined for the distribution itself. A package that does not say is taken for its own. */
export function otherVendor(record: PackageRecord, family: OperatingSystemFamily): string | undefined {
  if (record.type === "deb") return vendorOfDeb(record);
  if (record.type === "rpm") return vendorOfRpm(record, family);
  return undefined;
}

/** By the domain of the maintainer's address, subdomains too. Debian's maintainers write from everywhere: only these are others. */
const domains: readonly (readonly [domain: string, vendor: string])[] = [
  ...([
    ["docker.com", "Docker"],
    ["nodesource.com", "NodeSource"],
    ["github.com", "GitHub"],
  ] as const),
  ...([
    ["microsoft.com", "Microsoft"],
    ["nvidia.com", "NVIDIA"],
    ["hashicorp.com", "HashiCorp"],
  ] as const),
  ...([
    ["sury.org", "sury.org"],
    ["elastic.co", "Elastic"],
    ["mongodb.com", "MongoDB"],
    ["10gen.com", "MongoDB"],
  ] as const),
  ...([
    ["oracle.com", "Oracle"],
    ["percona.com", "Percona"],
    ["mariadb.org", "MariaDB"],
    ["mariadb.com", "MariaDB"],
  ] as const),
  ...([
    ["nginx.com", "nginx"],
    ["f5.com", "nginx"],
    ["kubernetes.io", "Kubernetes"],
    ["k8s.io", "Kubernetes"],
  ] as const),
  ...([
    ["grafana.com", "Grafana"],
    ["influxdata.com", "InfluxData"],
    ["gitlab.com", "GitLab"],
  ] as const),
  ...([
    ["azul.com", "Azul"],
    ["eclipse.org", "Eclipse Adoptium"],
    ["amazon.com", "Amazon"],
  ] as const),
  ...([
    ["datadoghq.com", "Datadog"],
    ["newrelic.com", "New Relic"],
    ["cloudflare.com", "Cloudflare"],
  ] as const),
  ...([
    ["clickhouse.com", "ClickHouse"],
    ["confluent.io", "Confluent"],
    ["chromium.org", "Google"],
  ] as const),
  ...([
    ["puppet.com", "Puppet"],
    ["puppetlabs.com", "Puppet"],
    ["chef.io", "Chef"],
    ["zabbix.com", "Zabbix"],
  ] as const),
  ...([
    ["redis.com", "Redis"],
    ["redis.io", "Redis"],
    ["redislabs.com", "Redis"],
    ["tailscale.com", "Tailscale"],
  ] as const),
  ...([
    ["erlang-solutions.com", "Erlang Solutions"],
    ["yarnpkg.com", "Yarn"],
    ["dan.cx", "Yarn"],
  ] as const),
  ...([
    ["kitware.com", "Kitware"],
    ["varnish-software.com", "Varnish Software"],
    ["timescale.com", "Timescale"],
  ] as const),
  ...([
    ["groups.vmware.com", "RabbitMQ"],
    ["openresty.com", "OpenResty"],
    ["aquasec.com", "Aqua Security"],
  ] as const),
];

/** Marks that other archives put into versions. */
const marks: readonly (readonly [pattern: RegExp, vendor: string])[] = [
  [/nodesource\d/, "NodeSource"],
  [/deb\.sury\.org/, "sury.org"],
  [/\.gbp[0-9a-f]{6}/, "sury.org"],
  [/\.pgdg/, "PostgreSQL"],
  [/[+~]maria/, "MariaDB"],
  [/\drl\d+~/, "Redis"],
  [/[-+~]\d*ppa\d*/, "a personal archive"],
  [/kitware/, "Kitware"],
  [/[+~]dotdeb/, "Dotdeb"],
  [/\+rp[ti]\d/, "Raspberry Pi"],
];

function vendorOfDeb({ version, details }: PackageRecord): string | undefined {
  const origin = details.origin ?? "";
  if (origin !== "" && !/^(?:debian|ubuntu|echo|docker hardened)/i.test(origin)) return origin;
  const marked = marks.find(([pattern]) => pattern.test(version));
  if (marked) return marked[1];
  const maintainer = (details.maintainer ?? "").toLowerCase();
  const domain = maintainer.slice(maintainer.lastIndexOf("@") + 1).replace(/[>\s].*$/s, "");
  // People's addresses, not the company's.
  if (domain.startsWith("users.noreply.")) return undefined;
  return domains.find(([known]) => domain === known || domain.endsWith(`.${known}`))?.[1];
}

/** How each names itself in `Vendor`. */
const ownNames: Readonly<Partial<Record<OperatingSystemFamily, RegExp>>> = {
  rhel: /^red hat/i,
  centos: /^(?:centos|red hat)/i,
  almalinux: /^alma ?linux/i,
  rocky: /^rocky/i,
  sles: /^suse/i,
  opensuse: /^(?:suse|opensuse)/i,
  azurelinux: /^microsoft/i,
  mariner: /^microsoft/i,
  openeuler: /openeuler/i,
  mageia: /^mageia/i,
};

function vendorOfRpm({ details }: PackageRecord, family: OperatingSystemFamily): string | undefined {
  const vendor = (details.vendor ?? "").slice(0, 200).trim();
  const own = ownNames[family];
  if (vendor === "" || vendor === "(none)" || own === undefined || own.test(vendor)) return undefined;
  return vendor.replace(/\s*<[^>]*>?\s*$/, "").slice(0, 80) || vendor.slice(0, 80);
}

/**
 * What another vendor's package is upstream, where that is sure: these ship what upstream releases, under upstream's number.
 * `name` is Bitnami's.
 */
export function upstreamOf(
  { name, version }: PackageRecord,
  vendor: string,
): { readonly name: string; readonly version: string } | undefined {
  const row = upstreams.find(([by, pattern]) => by === vendor && pattern.test(name));
  const number = /^(?:\d+:)?(\d+(?:\.\d+){1,2})(?![\d.])/.exec(version)?.[1];
  return row && number ? { name: row[2], version: number } : undefined;
}

const upstreams: readonly (readonly [vendor: string, pattern: RegExp, name: string])[] = [
  ["NodeSource", /^nodejs$/, "node"],
  ["nginx", /^nginx$/, "nginx"],
  ["PostgreSQL", /^postgresql-\d+$/, "postgresql"],
  ["MongoDB", /^mongodb-org-server$/, "mongodb"],
  ["Redis", /^redis-server$/, "redis"],
  ["MariaDB", /^mariadb-server$/i, "mariadb"],
  ["sury.org", /^php\d+\.\d+-(?:cli|fpm|cgi)$/, "php"],
];
