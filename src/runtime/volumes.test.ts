import { describe, expect, test } from "vitest";
import { parseDevice } from "./devices.ts";
import { parseMountFields, parseTmpfs, parseVolume } from "./volumes.ts";

describe("the short syntax of a volume", () => {
  test.each([
    ["an anonymous volume", "/var/lib/x", "volume", undefined, "/var/lib/x"],
    ["a named volume", "data:/var/lib/data", "volume", "data", "/var/lib/data"],
    ["a folder of the project", "./src:/app", "bind", "./src", "/app"],
    ["the folder above", "..:/app", "bind", "..", "/app"],
    ["a home folder", "~/.ssh:/root/.ssh", "bind", "~/.ssh", "/root/.ssh"],
    ["a path of the host", "/etc:/host/etc", "bind", "/etc", "/host/etc"],
    ["a Windows path", "C:\\x:/y", "bind", "C:\\x", "/y"],
    ["a Windows path with slashes", "c:/x:/y", "bind", "c:/x", "/y"],
    ["two Windows paths", "C:\\x:D:\\y", "bind", "C:\\x", "D:\\y"],
    ["a named pipe of Windows", "\\\\.\\pipe\\docker_engine:\\\\.\\pipe\\docker_engine", "bind", undefined, undefined],
    ["a volume with a name of one letter", "d:/data", "volume", "d", "/data"],
  ])("%s: %s", (_what, text, type, source, target) => {
    const mount = parseVolume(text);
    expect(mount?.type).toBe(type);
    if (target !== undefined) expect([mount?.source, mount?.target]).toEqual([source, target]);
  });

  test("options are told apart", () => {
    expect(parseVolume("/a:/b:ro,z,rshared")).toEqual({
      type: "bind",
      source: "/a",
      target: "/b",
      readOnly: true,
      propagation: "rshared",
      options: ["z"],
    });
    expect(parseVolume("/a:/b:rw")).toMatchObject({ readOnly: false, options: [] });
    expect(parseVolume("C:\\a:/b:ro")).toMatchObject({ source: "C:\\a", target: "/b", readOnly: true });
  });

  test.each(["", "data", "a:b", "/a:/b:ro:/c", ":/b", "/a:", "/a::ro", "./a"])("%j is refused", (text) => {
    expect(parseVolume(text)).toBeUndefined();
  });
});

describe("the fields of a mount", () => {
  test("every spelling", () => {
    const expected = { type: "bind", source: "/a", target: "/b", readOnly: true, propagation: "rslave", options: [] };
    expect(parseMountFields("type=bind,source=/a,target=/b,readonly,bind-propagation=rslave")).toEqual(expected);
    expect(parseMountFields("Type=bind,src=/a,dst=/b,ro=true,bind-propagation=rslave")).toEqual(expected);
    expect(parseMountFields('type=bind,"src=/a",destination=/b,ro=1,bind-propagation=rslave')).toEqual(expected);
  });
  test("a volume unless it says so, and writable unless it says so", () => {
    expect(parseMountFields("src=data,dst=/b,readonly=false")).toMatchObject({ type: "volume", readOnly: false });
    expect(parseMountFields("type=npipe,src=x,dst=/b")).toMatchObject({ type: "other" });
    expect(parseMountFields("type=tmpfs,dst=/b,tmpfs-mode=1777")).toMatchObject({
      type: "tmpfs",
      source: undefined,
      options: ["tmpfs-mode=1777"],
    });
  });
  test("a comma inside quotes belongs to the path", () => {
    expect(parseMountFields('type=bind,"src=/a,b",dst=/c')).toMatchObject({ source: "/a,b" });
  });
  test("nothing without a target", () => {
    expect(parseMountFields("type=bind,src=/a")).toBeUndefined();
    expect(parseMountFields("")).toBeUndefined();
  });
});

test("a tmpfs with and without options", () => {
  expect(parseTmpfs("/run")).toMatchObject({ type: "tmpfs", target: "/run", options: [] });
  expect(parseTmpfs("/run:rw,exec,size=64m")).toMatchObject({ readOnly: false, options: ["exec", "size=64m"] });
  expect(parseTmpfs("run")).toBeUndefined();
});

describe("devices", () => {
  test.each([
    ["/dev/kvm", "/dev/kvm", "/dev/kvm", undefined],
    ["/dev/sda:/dev/xvda", "/dev/sda", "/dev/xvda", undefined],
    ["/dev/sda:/dev/xvda:rwm", "/dev/sda", "/dev/xvda", "rwm"],
    ["/dev/sda:r", "/dev/sda", "/dev/sda", "r"],
    ["nvidia.com/gpu=all", "nvidia.com/gpu=all", "", undefined],
  ])("%s", (text, host, container, permissions) => {
    expect(parseDevice(text)).toEqual({ host, container, permissions });
  });
  test.each(["", ":/dev/x", "/dev/a:/dev/b:x", "/dev/a:/dev/b:r:w", "/dev/a:/dev/b:rr"])("%j is refused", (text) => {
    expect(parseDevice(text)).toBeUndefined();
  });
});
