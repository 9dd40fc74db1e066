/** Large public download hosts that have moved to https and kept their paths; names below them count too. */
const hosts: ReadonlySet<string> = new Set([
  ...["github.com", "githubusercontent.com", "gitlab.com", "bitbucket.org", "googlesource.com", "googleapis.com"],
  ...["dl.google.com", "download.docker.com", "get.docker.com", "gnu.org", "kernel.org", "apache.org", "nodejs.org"],
  ...["nginx.org", "openssl.org", "python.org", "oracle.com", "microsoft.com", "postgresql.org", "sqlite.org"],
  ...["r-project.org", "wordpress.org", "php.net", "haproxy.org", "selenium.dev", "ruby-lang.org", "rust-lang.org"],
  ...["sourceforge.net", "eclipse.org", "jenkins.io", "elastic.co", "mongodb.org", "redis.io", "hashicorp.com"],
]);

/** A bucket name with a dot in it has no certificate as a host of its own, so only the plain address counts. */
const exact: ReadonlySet<string> = new Set(["s3.amazonaws.com"]);

/** False where it is not known. Takes a host in lower case, without port. */
export function servesHttps(host: string): boolean {
  if (exact.has(host)) return true;
  for (let name = host; name.includes("."); name = name.slice(name.indexOf(".") + 1)) if (hosts.has(name)) return true;
  return false;
}
