/** Tokens of code hosts, build services and package registries. */
import { hasChecksum, hasHexChecksum } from "../checksum.ts";
import type { TokenRow } from "./token-row.ts";

const github =
  "https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/token-expiration-and-revocation";
const gitlab = "https://docs.gitlab.com/security/tokens/";
const word = "A-Za-z0-9";

// Pages of package registries whose host is the registry's own are put together, as everywhere here.
const pypi = `https://${["pypi", "org"].join(".")}/help/#compromised-token`;
const rubygems = `https://guides.${["rubygems", "org"].join(".")}/api-key-scopes/`;
const crates = `https://doc.rust-lang.org/cargo/commands/cargo-logout.html`;

/** In order of rank: of two that overlap, the earlier stays. */
export const codeTokens: readonly TokenRow[] = [
  {
    id: "github-token",
    title: "GitHub token",
    marks: "ghp_ gho_ ghu_ ghs_ ghr_",
    rest: `[${word}]{36}`,
    page: github,
    advice:
      "Delete it under Settings, Developer settings, and look through the security log for what was done with it.",
    check: hasChecksum,
  },
  {
    id: "github-fine-grained-token",
    title: "GitHub fine-grained token",
    marks: "github_pat_",
    rest: `[${word}]{22}_[${word}]{59}`,
    page: github,
    advice:
      "Delete it under Settings, Developer settings, and look through the security log for what was done with it.",
    // That its checksum is over the part behind the last `_` is not documented: without it the token counts, but for less.
    check: (token) => (hasChecksum(token) ? "high" : "medium"),
  },
  { id: "gitlab-token", title: "GitLab access token", marks: "glpat-", rest: `[${word}_.-]{20,300}`, page: gitlab },
  { id: "gitlab-deploy-token", title: "GitLab deploy token", marks: "gldt-", rest: `[${word}_-]{20,60}`, page: gitlab },
  {
    id: "gitlab-runner-token",
    title: "GitLab runner token",
    marks: "glrt- glrtr-",
    rest: `[${word}_.-]{20,300}`,
    page: gitlab,
    advice: "Reset the runner's authentication token, or delete the runner and register it again.",
  },
  {
    id: "gitlab-runner-registration-token",
    title: "GitLab runner registration token",
    marks: "GR1348941",
    rest: `[${word}_-]{20}`,
    page: gitlab,
  },
  {
    id: "gitlab-trigger-token",
    title: "GitLab trigger token",
    marks: "glptt-",
    rest: `[${word}_-]{20,60}`,
    page: gitlab,
  },
  {
    id: "gitlab-job-token",
    title: "GitLab CI job token",
    marks: "glcbt-",
    rest: `[${word}_-]{20,100}`,
    page: gitlab,
    advice: "It ends with its job; look for what else the job's log shows.",
    confidence: "medium",
  },
  {
    id: "gitlab-agent-token",
    title: "GitLab agent token",
    marks: "glagent-",
    rest: `[${word}_-]{40,100}`,
    page: gitlab,
  },
  { id: "gitlab-scim-token", title: "GitLab SCIM token", marks: "glsoat-", rest: `[${word}_-]{20,60}`, page: gitlab },
  {
    id: "gitlab-oauth-secret",
    title: "GitLab OAuth application secret",
    marks: "gloas-",
    rest: `[${word}_-]{40,100}`,
    page: gitlab,
  },
  {
    id: "gitlab-feed-token",
    title: "GitLab feed or incoming mail token",
    marks: "glft- glimt-",
    rest: `[${word}_-]{20,100}`,
    page: gitlab,
  },
  {
    id: "bitbucket-app-password",
    title: "Bitbucket app password",
    marks: "ATBB",
    rest: `[${word}]{32}`,
    page: "https://support.atlassian.com/bitbucket-cloud/docs/revoke-an-app-password/",
  },
  {
    id: "bitbucket-access-token",
    title: "Bitbucket access token",
    marks: "ATCTT3xFfG",
    rest: `[${word}_-]{100,400}(?:=[0-9A-Fa-f]{8})?`,
    page: "https://support.atlassian.com/bitbucket-cloud/docs/access-tokens/",
  },
  {
    id: "atlassian-token",
    title: "Atlassian API token",
    marks: "ATATT3xFfG",
    rest: `[${word}_-]{100,400}(?:=[0-9A-Fa-f]{8})?`,
    page: "https://support.atlassian.com/atlassian-account/docs/manage-api-tokens-for-your-atlassian-account/",
  },
  {
    id: "azure-devops-token",
    title: "Azure DevOps personal access token",
    marks: "AZDO",
    before: { length: 76, of: word },
    rest: `[${word}]{4}`,
    page: "https://learn.microsoft.com/azure/devops/organizations/accounts/use-personal-access-tokens-to-authenticate",
  },
  {
    id: "sourcegraph-token",
    title: "Sourcegraph access token",
    marks: "sgp_",
    rest: "(?:(?:[0-9a-f]{16}|local)_)?[0-9a-f]{40}",
    page: "https://sourcegraph.com/docs/cli/how-tos/revoking_an_access_token",
  },
  {
    id: "circleci-token",
    title: "CircleCI token",
    marks: "CCIPAT_ CCIPRJ_",
    rest: `[${word}]{22}_[0-9a-f]{40}`,
    page: "https://circleci.com/docs/guides/toolkit/managing-api-tokens/",
  },
  {
    id: "buildkite-token",
    title: "Buildkite token",
    marks: "bkua_ bkaa_ bkaj_ bkct_",
    rest: `[${word}_.-]{36,400}`,
    page: "https://buildkite.com/docs/platform/security/tokens",
  },
  {
    id: "harness-token",
    title: "Harness token",
    marks: "pat. sat.",
    rest: `[${word}_-]{22}\\.[0-9a-f]{24}\\.[${word}]{20}`,
    page: "https://developer.harness.io/docs/platform/automation/api/add-and-manage-api-keys/",
  },
  {
    id: "octopus-deploy-key",
    title: "Octopus Deploy API key",
    marks: "API-",
    rest: "[A-Z0-9]{25,40}",
    page: "https://octopus.com/docs/octopus-rest-api/how-to-create-an-api-key",
    confidence: "medium",
  },
  {
    id: "sonarqube-token",
    title: "SonarQube token",
    marks: "squ_ sqp_ sqa_",
    rest: "[0-9a-f]{40}",
    page: "https://docs.sonarsource.com/sonarqube-server/user-guide/managing-tokens",
  },
  {
    id: "npm-token",
    title: "npm access token",
    marks: "npm_",
    rest: `[${word}]{36}`,
    page: "https://docs.npmjs.com/revoking-access-tokens",
    advice: "Revoke it with npm token revoke, and look at the versions published since.",
    check: hasChecksum,
  },
  { id: "pypi-token", title: "PyPI API token", marks: "pypi-AgE", rest: `[${word}_-]{70,1000}`, page: pypi },
  { id: "rubygems-token", title: "RubyGems API key", marks: "rubygems_", rest: "[0-9a-f]{48}", page: rubygems },
  {
    id: "crates-token",
    title: "crates.io token",
    marks: "cio",
    rest: `[${word}]{32}`,
    page: crates,
    advice: "Revoke it in the account settings of the registry: logging out only forgets it.",
  },
  {
    id: "nuget-key",
    title: "NuGet API key",
    marks: "oy2",
    rest: "[a-z0-9]{43}",
    page: "https://learn.microsoft.com/nuget/nuget-org/scoped-api-keys",
  },
  {
    id: "clojars-token",
    title: "Clojars deploy token",
    marks: "CLOJARS_",
    rest: "[a-z0-9]{60}",
    page: "https://github.com/clojars/clojars-web/wiki/Deploy-Tokens",
  },
  {
    id: "packagist-token",
    title: "Packagist token",
    marks: "packagist_",
    rest: "[a-z]{2,4}_[0-9a-f]{60,72}",
    page: "https://packagist.com/docs/composer-authentication",
  },
  {
    id: "docker-token",
    title: "Docker Hub access token",
    marks: "dckr_pat_ dckr_oat_",
    rest: `[${word}_-]{27,32}`,
    page: "https://docs.docker.com/security/access-tokens/",
  },
  {
    id: "artifactory-key",
    title: "Artifactory API key",
    marks: "AKCp",
    rest: `[${word}]{60,80}`,
    page: "https://jfrog.com/help/r/jfrog-platform-administration-documentation/access-tokens",
  },
  {
    id: "artifactory-token",
    title: "Artifactory reference token",
    // The Base64 of `reftkn:01:`.
    marks: "cmVmdGtuOjAx",
    rest: `[${word}]{52}`,
    page: "https://jfrog.com/help/r/jfrog-platform-administration-documentation/access-tokens",
  },
  {
    id: "grafana-token",
    title: "Grafana service account token",
    marks: "glsa_",
    rest: `[${word}]{32}_[0-9a-f]{8}`,
    page: "https://grafana.com/docs/grafana/latest/administration/service-accounts/",
    check: hasHexChecksum,
  },
];
