/**
 * Tokens that vendors made to be recognised: a fixed prefix, then a known number of known characters. One row each, from
 * the vendors' own documentation. Formats without a telling prefix are not here: they would match ordinary text.
 */
import type { Confidence } from "../../finding/finding.ts";
import type { SecretDetector } from "../detector.ts";
import { isFilledIn } from "../shape.ts";

type Row = readonly [id: string, title: string, prefixes: string, rest: string, confidence?: Confidence];

const rows: readonly Row[] = [
  ["github-token", "GitHub token", "ghp_ gho_ ghu_ ghs_ ghr_", "[A-Za-z0-9]{36}"],
  ["github-fine-grained-token", "GitHub fine-grained token", "github_pat_", "[A-Za-z0-9]{22}_[A-Za-z0-9]{59}"],
  [
    "gitlab-token",
    "GitLab token",
    "glpat- gldt- glrt- glptt- glcbt- glagent- glsoat- gloas-",
    "[A-Za-z0-9_.-]{20,300}",
  ],
  ["npm-token", "npm access token", "npm_", "[A-Za-z0-9]{36}"],
  ["pypi-token", "PyPI API token", "pypi-AgE", "[A-Za-z0-9_-]{70,1000}"],
  ["rubygems-token", "RubyGems API key", "rubygems_", "[0-9a-f]{48}"],
  ["docker-token", "Docker Hub access token", "dckr_pat_ dckr_oat_", "[A-Za-z0-9_-]{27,32}"],
  ["slack-token", "Slack token", "xoxb- xoxp- xoxa- xoxr- xoxs- xoxe- xoxo-", "[0-9][A-Za-z0-9-]{20,250}"],
  ["slack-app-token", "Slack app token", "xapp-", "[0-9]-[A-Z0-9]{8,14}-[0-9]{10,15}-[0-9a-f]{40,80}"],
  ["stripe-live-key", "Stripe live key", "sk_live_ rk_live_", "[A-Za-z0-9]{16,250}"],
  ["stripe-test-key", "Stripe test key", "sk_test_ rk_test_", "[A-Za-z0-9]{16,250}", "low"],
  ["stripe-webhook-secret", "Stripe webhook secret", "whsec_", "[A-Za-z0-9+/=]{32,64}"],
  ["google-api-key", "Google API key", "AIza", "[A-Za-z0-9_-]{35}", "medium"],
  ["google-oauth-secret", "Google OAuth client secret", "GOCSPX-", "[A-Za-z0-9_-]{28}"],
  ["google-oauth-token", "Google OAuth access token", "ya29.", "[A-Za-z0-9_-]{50,1000}"],
  ["sendgrid-key", "SendGrid API key", "SG.", "[A-Za-z0-9_-]{22}\\.[A-Za-z0-9_-]{43}"],
  ["twilio-key", "Twilio API key", "SK", "[0-9a-f]{32}", "medium"],
  ["mailgun-key", "Mailgun API key", "key-", "[0-9a-f]{32}", "medium"],
  ["brevo-key", "Brevo API key", "xkeysib-", "[0-9a-f]{64}-[A-Za-z0-9]{16}"],
  ["digitalocean-token", "DigitalOcean token", "dop_v1_ doo_v1_ dor_v1_", "[0-9a-f]{64}"],
  ["heroku-key", "Heroku API key", "HRKU-", "[A-Za-z0-9_-]{36,70}"],
  ["netlify-token", "Netlify access token", "nfp_", "[A-Za-z0-9]{36}"],
  ["supabase-token", "Supabase token", "sbp_ sb_secret_", "[A-Za-z0-9_-]{31,50}"],
  ["planetscale-token", "PlanetScale token", "pscale_tkn_ pscale_pw_ pscale_oauth_", "[A-Za-z0-9_.-]{32,64}"],
  ["databricks-token", "Databricks token", "dapi", "[0-9a-f]{32}"],
  ["huggingface-token", "Hugging Face token", "hf_", "[A-Za-z0-9]{34}"],
  ["anthropic-key", "Anthropic API key", "sk-ant-", "[a-z]{2,10}[0-9]{2}-[A-Za-z0-9_-]{80,120}"],
  ["openai-project-key", "OpenAI API key", "sk-proj- sk-svcacct- sk-admin-", "[A-Za-z0-9_-]{40,200}"],
  ["openai-key", "OpenAI API key", "sk-", "[A-Za-z0-9]{48}"],
  ["openrouter-key", "OpenRouter API key", "sk-or-v1-", "[0-9a-f]{64}"],
  ["groq-key", "Groq API key", "gsk_", "[A-Za-z0-9]{52}"],
  ["replicate-token", "Replicate token", "r8_", "[A-Za-z0-9]{37}"],
  ["shopify-token", "Shopify token", "shpat_ shpca_ shppa_ shpss_", "[0-9a-fA-F]{32}"],
  ["square-token", "Square secret", "sq0csp- sq0atp-", "[A-Za-z0-9_-]{22,43}"],
  ["vault-token", "HashiCorp Vault token", "hvs. hvb. hvr.", "[A-Za-z0-9_-]{24,300}"],
  ["doppler-token", "Doppler token", "dp.pt. dp.st. dp.ct. dp.sa.", "[A-Za-z0-9_.]{40,80}"],
  ["pulumi-token", "Pulumi token", "pul-", "[0-9a-f]{40}"],
  ["grafana-token", "Grafana token", "glsa_ glc_", "[A-Za-z0-9+/=_]{32,400}"],
  ["newrelic-key", "New Relic key", "NRAK-", "[A-Z0-9]{27}"],
  ["sentry-token", "Sentry token", "sntrys_ sntryu_", "[A-Za-z0-9+/=_]{60,400}"],
  ["linear-key", "Linear API key", "lin_api_", "[A-Za-z0-9]{40}"],
  ["figma-token", "Figma token", "figd_", "[A-Za-z0-9_-]{38,50}"],
  ["postman-key", "Postman API key", "PMAK-", "[0-9a-f]{24}-[0-9a-f]{34}"],
  ["tailscale-key", "Tailscale key", "tskey-", "[a-z]{3,8}-[A-Za-z0-9]{8,20}-[A-Za-z0-9]{20,40}"],
  ["age-key", "age secret key", "AGE-SECRET-KEY-1", "[0-9A-Z]{58}"],
  ["artifactory-key", "Artifactory API key", "AKCp", "[A-Za-z0-9]{60,80}"],
];

/** The same row as a detector, with the bounds every token shares. */
function fromRow([id, title, prefixes, rest, confidence = "high"]: Row): SecretDetector {
  const starts = prefixes.split(" ");
  const prefix = starts.map((start) => start.replaceAll(".", "\\.")).join("|");
  return {
    id,
    title,
    confidence,
    starts,
    pattern: new RegExp(`(?:${prefix})(?<body>${rest})(?![A-Za-z0-9])`, "dy"),
    publicPrefix: true,
    accept: ({ match }) => {
      const body = match.groups?.body ?? "";
      return /[0-9A-Z]/.test(body) && !isFilledIn(body);
    },
  };
}

export const tokenDetectors: readonly SecretDetector[] = rows.map(fromRow);
