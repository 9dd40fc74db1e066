/**
 * Where programs that run other programs, and the servers most images are built around, keep their version in their own file.
 * Each row is data: the files it may be in, the bytes to look for, the text around them. Only texts that the program itself
 * shows as its version count.
 */

/** One program. */
export interface Runtime {
  /** Of the cataloger: `runtime-node`. */
  readonly id: string;
  /** As upstream calls it. */
  readonly name: string;
  /** Last parts of the paths it is installed at. */
  readonly files: readonly string[];
  /** Bytes to look for in a file of that name, Latin-1. */
  marks(file: string): readonly string[];
  /** How many bytes before the mark belong to `text`. */
  readonly before: number;
  /** Group 1 is the version. Matched once at each mark, against a text that ends `windowBytes` behind the mark. */
  readonly text: RegExp;
}

/** Bytes behind a mark, itself included, that a pattern may need. */
export const windowBytes = 128;

const number = String.raw`\d{1,3}\.\d{1,3}\.\d{1,4}`;

/** `python3.11` with each of the numbers. */
function each(pattern: string, values: readonly (string | number)[]): readonly string[] {
  return values.map((value) => pattern.replace("#", String(value)));
}

function upTo(from: number, to: number): readonly number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

const pythons = ["2.7", ...each("3.#", upTo(4, 20))];
const phps = ["5", "7", "8", ...each("5.#", upTo(3, 6)), ...each("7.#", upTo(0, 4)), ...each("8.#", upTo(0, 9))];
const rubies = [...each("2.#", upTo(0, 7)), ...each("3.#", upTo(0, 9)), ...each("4.#", upTo(0, 3))];
const rubyPatches = rubies.flatMap((one) => each(`${one}.#`, upTo(0, 12)));
const perls = upTo(20, 50);

export const runtimes: readonly Runtime[] = [
  plain(
    "node",
    "node",
    ["node", "nodejs", ...each("libnode.so.#", upTo(64, 160))],
    "node.js/v",
    String.raw`(${number})(?![\d.])`,
  ),
  {
    id: "runtime-python",
    name: "python",
    files: [
      ...pythons.flatMap((one) => [`python${one}`, `python${one}m`, `python${one}t`]),
      ...pythons.flatMap((one) => [`libpython${one}.so.1.0`, `libpython${one}m.so.1.0`, `libpython${one}t.so.1.0`]),
    ],
    // The name says which line it is of: other numbers of three parts in the file are none of its own. Linkers may keep the
    // number as the end of a longer text.
    marks: (file) => pythons.filter((one) => file.replace(/^(?:lib)?python/, "").startsWith(one)).slice(-1),
    before: 1,
    text: new RegExp(String.raw`^[\0/-](${number}(?:(?:a|b|rc)\d{1,2})?)\+?\0`),
  },
  plain("pypy", "pypy", ["libpypy-c.so", "libpypy3-c.so", ...each("libpypy#-c.so", pythons)], "[PyPy ", `(${number})`),
  plain(
    "openssl",
    "openssl",
    ["openssl", ...each("libcrypto.so.#", ["3", "4", "1.1", "1.0.0", "1.0.2", "10"])],
    "OpenSSL ",
    String.raw`(\d\.\d{1,2}\.\d{1,2}[a-z]{0,2}(?:-(?:alpha|beta)\d{1,2})?)(?:-fips)? {1,2}(?:FIPS )?\d{1,2} [A-Z][a-z]{2} 20\d\d`,
  ),
  plain("busybox", "busybox", ["busybox", "busybox.static"], "BusyBox v", `(${number})`),
  plain("nginx", "nginx", ["nginx", "nginx-debug"], "nginx version: nginx/", `(${number})`),
  plain("openresty", "openresty", ["nginx", "openresty"], "nginx version: openresty/", String.raw`(\d+(?:\.\d+){2,3})`),
  {
    id: "runtime-redis",
    name: "redis",
    files: ["redis-server", "redis-check-rdb"],
    marks: () => ["buildkitsandbox-", "c11-builtin\0"],
    before: 16,
    text: new RegExp(String.raw`(?:^|[^\d.])(${number})(?:buildkitsandbox-\d|\0{1,8}c11-builtin\0)`),
  },
  {
    id: "runtime-valkey",
    name: "valkey",
    files: ["valkey-server", "valkey-check-rdb"],
    marks: () => ["buildkitsandbox-"],
    before: 24,
    text: new RegExp(String.raw`valkey(${number})buildkitsandbox-\d`),
  },
  plain("httpd", "httpd", ["httpd", "apache2"], "\0Apache/", String.raw`(${number})[\0 ]`),
  plain(
    "php",
    "php",
    [
      ...["php", "php-fpm", "php-cgi", "phpdbg", "libphp.so"],
      ...phps.flatMap((one) => [`php${one}`, `php-fpm${one}`, `php-cgi${one}`, `libphp${one}.so`]),
    ],
    "X-Powered-By: PHP/",
    String.raw`(${number}(?:(?:alpha|beta|RC)\d{1,2})?)`,
  ),
  plain(
    "ruby",
    "ruby",
    [
      ...["ruby", ...each("ruby#", rubies), ...each("libruby.so.#", [...rubies, ...rubyPatches])],
      ...[...rubies, ...rubyPatches].map((one) => `libruby-${one.split(".").slice(0, 2).join(".")}.so.${one}`),
    ],
    "ruby ",
    String.raw`(${number}(?:preview\d|rc\d|dev)?)(?:p\d{1,4})? \(\d{4}-\d\d-\d\d`,
  ),
  {
    id: "runtime-perl",
    name: "perl",
    files: [
      "perl",
      "libperl.so",
      ...each("libperl.so.5.#", perls),
      ...perls.flatMap((one) => each(`perl5.${one}.#`, upTo(0, 4))),
    ],
    // What is built from source has its library's path in it, Debian's the version by itself.
    marks: () => ["\0v5.", "/lib/perl5/5."],
    before: 0,
    text: /^(?:\0v|\/lib\/perl5\/)(5\.\d{1,2}\.\d{1,2})[\0/]/,
  },
  {
    id: "runtime-postgresql",
    name: "postgresql",
    files: ["postgres"],
    marks: () => ["PostgreSQL "],
    before: 0,
    text: /^PostgreSQL (\d{1,2}(?:\.\d{1,2}){1,2}|\d{1,2}(?:alpha|beta|rc|devel)\d{0,2}) (?:\(|on )/,
  },
  {
    id: "runtime-mariadb",
    name: "mariadb",
    files: ["mariadbd", "mysqld", "mariadb", "mysql"],
    marks: () => ["-MariaDB"],
    before: 16,
    // An example in a message is one of another version.
    text: new RegExp(String.raw`\0(${number})-MariaDB`),
  },
  plain("mysql", "mysql", ["mysqld", "mysql"], "/mysql-", `(${number})(?:-rc|-dmr|-labs)?/`),
  {
    id: "runtime-haproxy",
    name: "haproxy",
    files: ["haproxy"],
    marks: () => [", released 20"],
    before: 64,
    text: /version (\d{1,2}\.\d{1,2}(?:\.\d{1,3}|-(?:dev|rc)\d{1,3}))(?:-[^\s,]{1,40})?, released 20\d\d/,
  },
  plain("memcached", "memcached", ["memcached"], "memcached ", String.raw`(${number})(?![\d.])`),
  plain("lighttpd", "lighttpd", ["lighttpd"], "lighttpd/", String.raw`(${number})[\0 ]`),
  plain("bash", "bash", ["bash"], "@(#)Bash version ", String.raw`(${number})\(`),
  plain("git", "git", ["git"], "git/", String.raw`(${number})\0`),
  plain("curl", "curl", ["curl"], "curl ", String.raw`(${number}) \(`),
  plain(
    "libcurl",
    "curl",
    [
      "libcurl.so.4",
      "libcurl-gnutls.so.4",
      ...each("libcurl.so.4.#.0", upTo(3, 12)),
      ...each("libcurl-gnutls.so.4.#.0", upTo(3, 12)),
    ],
    "libcurl/",
    String.raw`(${number})(?![\d.])`,
  ),
  plain("deno", "deno", ["deno"], "Deno/", String.raw`([1-9]\.\d{1,3}\.\d{1,3})(?![\d.])`),
  plain("bun", "bun", ["bun"], "Bun/", String.raw`([1-9]\.\d{1,3}\.\d{1,3})(?![\d.])`),
];

/** A mark that the version follows. */
function plain(id: string, name: string, files: readonly string[], mark: string, version: string): Runtime {
  const literal = mark.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replaceAll("\0", "\\0");
  return {
    id: `runtime-${id}`,
    name,
    files,
    marks: () => [mark],
    before: 0,
    text: new RegExp(`^${literal}${version}`),
  };
}
