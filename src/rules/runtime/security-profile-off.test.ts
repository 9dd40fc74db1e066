import { expectInScript, expectInService } from "./parts/cases.fixture.ts";
import { securityProfileOff } from "./security-profile-off.ts";

expectInService(securityProfileOff, [
  ["seccomp", "security_opt: [seccomp:unconfined]", ["medium seccomp:unconfined"]],
  ["the other sign", 'security_opt:\n  - "apparmor=unconfined"', ['medium "apparmor=unconfined"']],
  ["SELinux", "security_opt: [label:disable, label=type:spc_t]", ["medium label:disable", "medium label=type:spc_t"]],
  ["masked paths", "security_opt: [systempaths=unconfined]", ["high systempaths=unconfined"]],
  ["by hand", "security_opt: [no-new-privileges:false]", ["low no-new-privileges:false"]],
  [
    "profiles and protection",
    "security_opt: [no-new-privileges:true, seccomp=./a.json, apparmor:docker-default, label=type:svirt_t]",
    [],
  ],
  ["a privileged container has none", "privileged: true\nsecurity_opt: [seccomp:unconfined]", []],
]);

expectInScript(securityProfileOff, [
  ["seccomp", "docker run --security-opt seccomp=unconfined alpine:3.24", ["seccomp=unconfined"]],
  ["more, not less", "docker run --security-opt=no-new-privileges alpine:3.24", []],
]);
