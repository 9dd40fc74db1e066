import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from "node:http";
import { createServer as createSecure } from "node:https";
import { type AddressInfo, connect, createServer as createPlain, type Server as PlainServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, describe, expect, it } from "vitest";
import { makeCertificate } from "./certificate.fixture.ts";
import { mostHeaderBytes } from "./exchange.ts";
import { createHttpClient, type HttpClientOptions, type HttpRequest, NetworkFailure } from "./http.ts";
import { mostRedirects } from "./redirect.ts";
import { longestRetryAfter, mostAttempts } from "./repeat.ts";

const open: { close(): unknown; closeAllConnections?(): void }[] = [];
afterEach(() => {
  for (const server of open.splice(0)) {
    server.close();
    server.closeAllConnections?.();
  }
});

async function listen(server: PlainServer, path?: string): Promise<number> {
  open.push(server as Server);
  await new Promise<void>((resolve) =>
    path === undefined ? server.listen(0, "127.0.0.1", resolve) : server.listen(path, resolve),
  );
  return path === undefined ? (server.address() as AddressInfo).port : 0;
}

/** `http://127.0.0.1:PORT` of a server that answers so. */
async function serve(answer: RequestListener): Promise<string> {
  return `http://127.0.0.1:${await listen(createServer(answer))}`;
}

function echo(request: IncomingMessage, response: ServerResponse): void {
  response.end(JSON.stringify({ url: request.url, headers: request.headers, method: request.method }));
}

const slept: number[] = [];
function client(options: HttpClientOptions = {}) {
  slept.length = 0;
  const made = createHttpClient({
    sleep: async (milliseconds) => {
      slept.push(milliseconds);
    },
    ...options,
  });
  open.push(made);
  return made;
}

async function textOf(request: HttpRequest, options: HttpClientOptions = {}): Promise<string> {
  return (await client(options).request(request)).text(1_000_000);
}

async function failureOf(request: HttpRequest, options: HttpClientOptions = {}): Promise<NetworkFailure> {
  const outcome = await textOf(request, options).catch((error: unknown) => error);
  if (!(outcome instanceof NetworkFailure)) throw new Error(`no failure: ${String(outcome)}`);
  expect(outcome.why).not.toMatch(/secret|password/);
  expect(outcome.why).toMatch(/[.)]$/);
  return outcome;
}

describe("a request", () => {
  it("gives status, headers, address and body", async () => {
    const origin = await serve((_, response) => {
      response.writeHead(418, { "X-Tea": "green", "set-cookie": ["a=1", "b=2"] });
      response.end('{"a":1}');
    });
    const answer = await client().request({ url: `${origin}/x?y=z#part` });
    expect(answer).toMatchObject({ status: 418, url: `${origin}/x?y=z` });
    expect(answer.headers).toMatchObject({ "x-tea": "green", "set-cookie": "a=1, b=2" });
    expect(await answer.json(100)).toEqual({ a: 1 });
  });

  it("goes over a Unix socket, offline too", async () => {
    const folder = mkdtempSync(join(tmpdir(), "seaworthy-"));
    try {
      const socketPath = join(folder, "api.sock");
      await listen(createServer(echo), socketPath);
      const environment = { HTTP_PROXY: "http://proxy.example.com" };
      const text = await textOf({ url: "http://localhost/v1/info?a=b", socketPath }, { offline: true, environment });
      expect(JSON.parse(text)).toMatchObject({ url: "/v1/info?a=b", headers: { host: "localhost" } });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("sends a body with its length", async () => {
    const origin = await serve((request, response) => void request.pipe(response));
    expect(await textOf({ url: origin, method: "POST", body: "grün" })).toBe("grün");
  });

  it("uses a connection again, and gets over one that was closed meanwhile", async () => {
    let connections = 0;
    const server = createServer((_, response) => {
      response.end("ok");
    });
    server.on("connection", () => connections++);
    const url = `http://127.0.0.1:${await listen(server)}`;
    const one = client();
    for (let n = 0; n < 3; n++) await (await one.request({ url })).text(10);
    expect(connections).toBe(1);
    server.closeAllConnections();
    expect(await (await one.request({ url })).text(10)).toBe("ok");
  });

  it("lets a small body go without losing the connection", async () => {
    let connections = 0;
    const server = createServer((_, response) => {
      response.end("ok");
    });
    server.on("connection", () => connections++);
    const url = `http://127.0.0.1:${await listen(server)}`;
    const one = client();
    for (let n = 0; n < 3; n++) {
      (await one.request({ url })).discard();
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(connections).toBe(1);
  });

  it("undoes an encoding that was not asked for", async () => {
    const origin = await serve((request, response) => {
      expect(request.headers["accept-encoding"]).toBe("identity");
      response.writeHead(200, { "content-encoding": request.url === "/br" ? "br" : "gzip" });
      response.end(request.url === "/bad" ? "no gzip" : gzipSync("hello"));
    });
    expect(await textOf({ url: origin })).toBe("hello");
    for (const path of ["br", "bad"]) expect((await failureOf({ url: `${origin}/${path}` })).kind).toBe("protocol");
  });
});

describe("limits", () => {
  it("on bytes of the body, packed or not", async () => {
    const origin = await serve((request, response) => {
      if (request.url === "/packed") response.writeHead(200, { "content-encoding": "gzip" });
      response.end(request.url === "/packed" ? gzipSync(Buffer.alloc(50_000_000)) : Buffer.alloc(2_000_000));
    });
    for (const path of ["plain", "packed"])
      expect((await failureOf({ url: `${origin}/${path}` })).kind).toBe("too-large");
    const { bytes } = await client().request({ url: origin, mostBytes: 10 });
    await expect(drain(bytes)).rejects.toMatchObject({ kind: "too-large" });
  });

  it("on bytes of the headers", async () => {
    const origin = await serve((_, response) => {
      response.writeHead(200, { large: "a".repeat(mostHeaderBytes) });
      response.end();
    });
    expect((await failureOf({ url: origin })).kind).toBe("too-large");
  });

  it("on waiting for headers, and for a body that stands still or drips", async () => {
    const origin = await serve((request, response) => {
      if (request.url?.startsWith("/silent")) return;
      response.writeHead(200);
      response.write("a");
      if (request.url?.startsWith("/drip")) {
        const timer = setInterval(() => response.write("a"), 10);
        response.on("close", () => clearInterval(timer));
      }
    });
    for (const path of ["silent", "stall", "drip"]) {
      const failed = await failureOf({ url: `${origin}/${path}?secret=1`, timeouts: { headers: 100, stall: 200 } });
      expect([path, failed.kind]).toEqual([path, "timeout"]);
    }
  });

  it("on waiting for a connection", async () => {
    // Accepts, and never speaks TLS.
    const port = await listen(createPlain(() => {}));
    expect((await failureOf({ url: `https://127.0.0.1:${port}/`, timeouts: { connect: 100 } })).kind).toBe("timeout");
  });

  it("do not count the time that the reader takes", async () => {
    const origin = await serve((_, response) => {
      response.end(Buffer.alloc(300_000));
    });
    const { bytes } = await client().request({ url: origin, timeouts: { stall: 150 } });
    let total = 0;
    for await (const part of bytes) {
      total += part.byteLength;
      await new Promise((resolve) => setTimeout(resolve, 60));
    }
    expect(total).toBe(300_000);
  });
});

async function drain(bytes: AsyncIterable<Uint8Array>): Promise<number> {
  let total = 0;
  for await (const part of bytes) total += part.byteLength;
  return total;
}

describe("redirects", () => {
  const secrets = { authorization: "Bearer secret", cookie: "secret", "x-registry-auth": "secret", accept: "a/b" };

  it("keep credentials within an origin and drop them on the way to another", async () => {
    const other = await serve(echo);
    const origin = await serve((request, response) => {
      if (request.url === "/here") return echo(request, response);
      response.writeHead(307, { location: request.url === "/out" ? `${other}/there?signature=1` : "/here" });
      response.end();
    });
    expect(JSON.parse(await textOf({ url: `${origin}/in`, headers: secrets })).headers).toMatchObject(secrets);
    const outside = await textOf({ url: `${origin}/out`, headers: secrets });
    expect(outside).not.toContain("secret");
    expect(JSON.parse(outside)).toMatchObject({ url: "/there?signature=1", headers: { accept: "a/b" } });
  });

  it("do not give credentials back when they return", async () => {
    let back = "";
    const other = await serve((_, response) => {
      response.writeHead(302, { location: back });
      response.end();
    });
    const origin = await serve((request, response) => {
      if (request.url === "/end") return echo(request, response);
      response.writeHead(302, { location: other });
      response.end();
    });
    back = `${origin}/end`;
    expect(await textOf({ url: origin, headers: secrets })).not.toContain("secret");
  });

  it(`are followed ${mostRedirects} times`, async () => {
    let seen = 0;
    const origin = await serve((_, response) => {
      seen++;
      response.writeHead(302, { location: "/again?secret" });
      response.end();
    });
    expect((await failureOf({ url: origin })).kind).toBe("redirects");
    expect(seen).toBe(mostRedirects + 1);
  });

  it("to no address, another kind of address or after a POST are not followed", async () => {
    for (const location of ["file:///etc/passwd", "http://[", "ftp://example.com/", "http://a:b:c"]) {
      const origin = await serve((_, response) => {
        response.writeHead(302, { location });
        response.end();
      });
      expect([location, (await failureOf({ url: origin })).kind]).toEqual([location, "redirects"]);
    }
    const origin = await serve((_, response) => {
      response.writeHead(307, { location: "/x" });
      response.end();
    });
    expect((await client().request({ url: origin, method: "POST", body: "a" })).status).toBe(307);
  });
});

describe("repeating", () => {
  async function failing(
    times: number,
    fail: (response: ServerResponse) => void,
  ): Promise<{ url: string; seen: string[] }> {
    const seen: string[] = [];
    const url = await serve((request, response) => {
      seen.push(request.method ?? "");
      if (seen.length <= times) fail(response);
      else response.end("ok");
    });
    return { url, seen };
  }
  const status =
    (code: number, headers: Record<string, string> = {}) =>
    (response: ServerResponse) => {
      response.writeHead(code, headers);
      response.end();
    };

  it("waits longer each time, always as long", async () => {
    const { url, seen } = await failing(mostAttempts - 1, status(502));
    expect(await textOf({ url })).toBe("ok");
    expect(slept).toEqual([1000, 2000, 4000]);
    expect(seen).toHaveLength(mostAttempts);
  });

  it("ends with the last answer", async () => {
    const { url } = await failing(99, status(503));
    expect((await client().request({ url })).status).toBe(503);
    expect(slept).toHaveLength(mostAttempts - 1);
  });

  it("is for dropped connections too, also when they drop in a body that is read as a whole", async () => {
    const early = await failing(2, (response) => response.destroy());
    expect(await textOf({ url: early.url })).toBe("ok");
    const late = await failing(2, (response) => {
      response.writeHead(200, { "content-length": "100" });
      response.write("half", () => response.destroy());
    });
    const answer = await client().read({ url: late.url, mostBytes: 100 });
    expect(new TextDecoder().decode(answer.body)).toBe("ok");
    expect(late.seen).toHaveLength(3);
  });

  it("is not for what changes something, nor for answers that stay as they are", async () => {
    for (const [method, code] of [
      ["POST", 503],
      ["DELETE", 503],
      ["GET", 404],
      ["GET", 501],
    ] as const) {
      const { url, seen } = await failing(9, status(code));
      expect((await client().request({ url, method })).status).toBe(code);
      expect(seen).toEqual([method]);
    }
  });

  it("waits as long as it is asked to, up to a limit", async () => {
    const now = () => Date.UTC(2030, 0, 1);
    const cases: readonly [retryAfter: string, waits: number[]][] = [
      ["3", [3000]],
      ["0", [0]],
      ["Tue, 01 Jan 2030 00:00:09 GMT", [9000]],
      ["Tue, 01 Jan 2019 00:00:00 GMT", [0]],
      ["soon", [1000]],
      ["-1", [1000]],
      [String(longestRetryAfter / 1000), [longestRetryAfter]],
      [String(longestRetryAfter / 1000 + 1), []],
      ["99999999999999999999", [1000]],
    ];
    for (const [retryAfter, waits] of cases) {
      const { url } = await failing(1, status(429, { "retry-after": retryAfter }));
      await client({ now }).request({ url });
      expect([retryAfter, slept]).toEqual([retryAfter, waits]);
    }
  });
});

describe("failures", () => {
  it("say what happened, and nothing of an address but its host", async () => {
    const cases: readonly [url: string, kind: string][] = [
      ["http://127.0.0.1:1/?secret", "refused"],
      ["http://no-such-host.invalid/?secret", "dns"],
      ["http://user:password@127.0.0.1/", "address"],
      ["nonsense:secret", "address"],
      ["http://", "address"],
    ];
    for (const [url, kind] of cases) expect([url, (await failureOf({ url })).kind]).toEqual([url, kind]);
    expect((await failureOf({ url: "http://localhost/", socketPath: "/nowhere/api.sock" })).kind).toBe("absent");
  });

  it("of headers that cannot be sent", async () => {
    const headers = { authorization: "secret\r\nx: y" };
    expect((await failureOf({ url: await serve(echo), headers })).kind).toBe("protocol");
  });

  it("of a server that does not speak HTTP", async () => {
    const port = await listen(createPlain((socket) => socket.end("SSH-2.0-OpenSSH_9\r\n")));
    expect((await failureOf({ url: `http://127.0.0.1:${port}/` })).kind).toBe("protocol");
  });

  it("offline, before anything is opened", async () => {
    expect((await failureOf({ url: "http://127.0.0.1:1/?secret" }, { offline: true })).kind).toBe("offline");
  });

  it("when it is cancelled", async () => {
    const stop = new AbortController();
    const url = await serve(() => stop.abort());
    expect((await failureOf({ url, signal: stop.signal })).kind).toBe("cancelled");
  });
});

describe("TLS", () => {
  const own = makeCertificate(["localhost", "127.0.0.1"]);
  const secure = async (certificate = own, answer: RequestListener = echo) => {
    const port = await listen(createSecure({ key: certificate.key, cert: certificate.cert }, answer));
    return { port, url: `https://127.0.0.1:${port}/` };
  };

  it("is refused for a certificate nobody vouches for, one that ended, and one of another name", async () => {
    const cases = [
      [own, /signed its certificate itself/],
      [makeCertificate(["127.0.0.1"], 2001), /expired|itself/],
    ] as const;
    for (const [certificate, says] of cases) {
      const failed = await failureOf({ url: (await secure(certificate)).url });
      expect(failed.kind).toBe("tls");
      expect(failed.why).toMatch(says);
      expect(failed.why).toContain("NODE_EXTRA_CA_CERTS");
    }
    const other = makeCertificate(["elsewhere.example.com"]);
    const failed = await failureOf({ url: (await secure(other)).url }, { certificates: () => [other.cert] });
    expect(failed.why).toContain("is for another name");
  });

  it("goes with an authority of one's own, and with insecure", async () => {
    const { url } = await secure();
    expect(await textOf({ url }, { certificates: () => [own.cert] })).toContain('"method":"GET"');
    expect(await textOf({ url, insecure: true })).toContain('"method":"GET"');
    // What was accepted once without a check is not accepted by the next request that wants one.
    const one = client();
    await (await one.request({ url, insecure: true })).text(10_000);
    await expect(one.request({ url })).rejects.toMatchObject({ kind: "tls" });
  });

  it("is told from plain HTTP", async () => {
    const port = await listen(createServer(echo));
    expect((await failureOf({ url: `https://127.0.0.1:${port}/` })).kind).toBe("no-tls");
  });

  it("is not left by a redirect, but with insecure", async () => {
    const plain = await serve(echo);
    const { url } = await secure(own, (_, response) => {
      response.writeHead(302, { location: plain });
      response.end();
    });
    const failed = await failureOf({ url }, { certificates: () => [own.cert] });
    expect(failed.why).toContain("leads on from https to plain http");
    expect(await textOf({ url, insecure: true })).toContain("GET");
  });

  it("goes through a proxy as a tunnel, and plain HTTP as a whole address", async () => {
    const asked: string[] = [];
    const proxy = createServer((request, response) => {
      asked.push(`${request.url} ${request.headers["proxy-authorization"]}`);
      response.end("from the proxy");
    });
    const at = `http://me:password@127.0.0.1:${await listen(proxy)}`;
    const environment = { https_proxy: at, HTTP_PROXY: at };
    const certificate = makeCertificate(["registry.example.com"]);
    const target = await secure(certificate, (_, response) => void response.end("through the tunnel"));
    proxy.on("connect", (request, socket) => {
      asked.push(`${request.url} ${request.headers["proxy-authorization"]}`);
      const up = connect(target.port, "127.0.0.1", () => {
        socket.write("HTTP/1.1 200 OK\r\n\r\n");
        up.pipe(socket).pipe(up);
      });
      up.on("error", () => socket.destroy());
      socket.on("error", () => up.destroy());
    });
    const options = { environment, certificates: () => [certificate.cert] };
    expect(await textOf({ url: "https://registry.example.com/v2/" }, options)).toBe("through the tunnel");
    expect(await textOf({ url: "http://registry.example.com/v2/?a=b" }, options)).toBe("from the proxy");
    const login = `Basic ${Buffer.from("me:password").toString("base64")}`;
    expect(asked).toEqual([`registry.example.com:443 ${login}`, `http://registry.example.com/v2/?a=b ${login}`]);
  });

  it("of a proxy that refuses is the proxy's failure", async () => {
    const proxy = createServer();
    proxy.on("connect", (_, socket) => socket.end("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n"));
    const environment = { HTTPS_PROXY: `http://me:secret@127.0.0.1:${await listen(proxy)}` };
    expect((await failureOf({ url: "https://registry.example.com/" }, { environment })).kind).toBe("proxy");
    const gone = { HTTPS_PROXY: "http://me:secret@127.0.0.1:1" };
    expect((await failureOf({ url: "https://registry.example.com/" }, { environment: gone })).kind).toBe("proxy");
    const socks = { HTTPS_PROXY: "socks5://me:secret@127.0.0.1:1" };
    expect((await failureOf({ url: "https://registry.example.com/" }, { environment: socks })).kind).toBe("proxy");
  });
});
