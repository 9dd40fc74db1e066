import { hexChecksum, withChecksum } from "../checksum.ts";
import { digits, hex, lower, mixed, upper } from "../samples.fixture.ts";
import type { Examples } from "./examples.fixture.ts";

const grafanaStart = `glsa_${mixed(32)}`;

export const codeExamples: Readonly<Record<string, Examples>> = {
  "github-token": {
    bad: ["ghp", "gho", "ghu", "ghs", "ghr"].map((kind) => withChecksum(`${kind}_${mixed(30)}`)),
    good: [`ghp_${"x".repeat(36)}`, `ghp_${mixed(20)}`, `${withChecksum(`ghp_${mixed(30)}`)}x`, `ghp_${mixed(36)}`],
  },
  "github-fine-grained-token": {
    bad: [`github_pat_${mixed(22)}_${mixed(59)}`],
    good: ["github_pat_token", `github_pat_${mixed(30)}`, `github_pat_${"x".repeat(22)}_${"x".repeat(59)}`],
  },
  "gitlab-token": { bad: [`glpat-${mixed(20)}`], good: [`glpat-${"x".repeat(20)}`, "glpat-short"] },
  "gitlab-deploy-token": { bad: [`gldt-${mixed(20)}`], good: ["gldt-short"] },
  "gitlab-runner-token": { bad: [`glrt-${mixed(25)}`], good: ["glrt-short"] },
  "gitlab-runner-registration-token": { bad: [`GR1348941${mixed(20)}`], good: ["GR1348941"] },
  "gitlab-trigger-token": { bad: [`glptt-${hex(40)}`], good: ["glptt-x"] },
  "gitlab-job-token": { bad: [`glcbt-64_${mixed(20)}`], good: ["glcbt-x"] },
  "gitlab-agent-token": { bad: [`glagent-${mixed(50)}`], good: ["glagent-x"] },
  "gitlab-scim-token": { bad: [`glsoat-${mixed(20)}`], good: ["glsoat-x"] },
  "gitlab-oauth-secret": { bad: [`gloas-${hex(64)}`], good: ["gloas-x"] },
  "gitlab-feed-token": { bad: [`glft-${mixed(20)}`, `glimt-${mixed(25)}`], good: ["glft-x"] },
  "bitbucket-app-password": { bad: [`ATBB${mixed(32)}`], good: [`ATBB${mixed(20)}`] },
  "bitbucket-access-token": { bad: [`ATCTT3xFfG${mixed(170)}=${hex(8)}`], good: ["ATCTT3xFfG"] },
  "atlassian-token": { bad: [`ATATT3xFfG${mixed(170)}=${hex(8)}`], good: ["ATATT3xFfG"] },
  "azure-devops-token": {
    bad: [`${mixed(76)}AZDO${mixed(4)}`],
    good: [`${mixed(75)}AZDO${mixed(4)}`, `${mixed(80)}AZDO${mixed(4)}`, `${"a".repeat(76)}AZDOabcd`],
  },
  "sourcegraph-token": { bad: [`sgp_${hex(40)}`, `sgp_${hex(16)}_${hex(40)}`], good: ["sgp_x"] },
  "circleci-token": { bad: [`CCIPAT_${mixed(22)}_${hex(40)}`], good: ["CCIPAT_x"] },
  "buildkite-token": { bad: [`bkua_${hex(40)}`], good: ["bkua_x", `bkua_${"x".repeat(40)}`] },
  "harness-token": { bad: [`pat.${mixed(22)}.${hex(24)}.${mixed(20)}`], good: ["pat.account.id.token"] },
  "octopus-deploy-key": { bad: [`API-${upper(26)}`], good: ["API-VERSION", "API-DOCUMENTATION-OF-THE-SERVER"] },
  "sonarqube-token": { bad: [`squ_${hex(40)}`, `sqp_${hex(40)}`], good: ["squ_x", `squ_${"0".repeat(40)}`] },
  "npm-token": {
    bad: [withChecksum(`npm_${mixed(30)}`)],
    good: ["npm_config_cache=/tmp/npm-cache-directory-of-this-build", `npm_${"a".repeat(36)}`, `npm_${mixed(36)}`],
  },
  "pypi-token": { bad: [`pypi-AgE${mixed(120)}`], good: ["pypi-AgEIcHl"] },
  "rubygems-token": { bad: [`rubygems_${hex(48)}`], good: ["rubygems_version"] },
  "crates-token": { bad: [`cio${mixed(32)}`], good: ["ciolo", `cio${lower(28)}`, `cio${mixed(33)}`] },
  "nuget-key": { bad: [`oy2${lower(43)}`], good: ["oy2x"] },
  "clojars-token": { bad: [`CLOJARS_${hex(60)}`], good: ["CLOJARS_TOKEN"] },
  "packagist-token": { bad: [`packagist_ack_${hex(68)}`], good: ["packagist_ack_x"] },
  "docker-token": { bad: [`dckr_pat_${mixed(27)}`], good: [`dckr_pat_${"x".repeat(27)}`] },
  "artifactory-key": { bad: [`AKCp${mixed(69)}`], good: ["AKCpx"] },
  "artifactory-token": { bad: [`cmVmdGtuOjAx${mixed(52)}`], good: [`cmVmdGtuOjAx${digits(10)}`] },
  "grafana-token": {
    bad: [`${grafanaStart}_${hexChecksum(grafanaStart)}`],
    good: [`${grafanaStart}_${hex(8)}`, "glsa_x"],
  },
};
