import { describe, expect, it } from "vitest";
import type { OperatingSystem } from "../packages/operating-system.ts";
import { systemSupport } from "./system-support.ts";

const today = "2026-11-21";

describe("support of a system", () => {
  const os = (id: string, version: string, details = {}): OperatingSystem => ({
    ...{ id, version, name: "", codename: "", idLike: [], details, paths: [] },
  });
  it.each<[id: string, version: string, title: string | undefined, state: string | undefined]>([
    ["debian", "11", "Debian 11", "ended"],
    ["debian", "12", "Debian 12", "lts-only"],
    ["debian", "13", "Debian 13", "supported"],
    ["debian", "", undefined, undefined],
    ["ubuntu", "20.04", "Ubuntu 20.04", "ended"],
    ["ubuntu", "24.04", "Ubuntu 24.04", "supported"],
    ["alpine", "3.24.1", "Alpine Linux 3.24", "supported"],
    ["alpine", "edge", undefined, undefined],
    ["rhel", "9.4", "Red Hat Enterprise Linux 9", "supported"],
    ["centos", "7", "CentOS 7", "ended"],
    ["amzn", "2023", "Amazon Linux 2023", "supported"],
    ["wolfi", "20230201", undefined, undefined],
  ])("%s %s: %s, %s", (id, version, title, state) => {
    const support = systemSupport(os(id, version), today);
    expect([support?.title, support?.state]).toEqual([title, state]);
  });

  it("does not judge CentOS Stream by CentOS", () => {
    expect(systemSupport(os("centos", "8", { stream: "true" }), today)).toBeUndefined();
  });
});
