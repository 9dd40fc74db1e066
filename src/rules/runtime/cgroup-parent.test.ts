import { cgroupParent } from "./cgroup-parent.ts";
import { expectInScript, expectInService } from "./parts/cases.fixture.ts";

expectInService(cgroupParent, [
  ["a group", "cgroup_parent: batch.slice", ["low batch.slice"]],
  ["none", "cgroup: private", []],
]);

expectInScript(cgroupParent, [["a group", "docker run --cgroup-parent=/batch alpine:3.24", ["/batch"]]]);
