/** Keys of payment services and shops. */
import type { TokenRow } from "./token-row.ts";

const word = "A-Za-z0-9";
const stripe = "https://docs.stripe.com/keys#roll-api-keys";
const paddle = "https://developer.paddle.com/api-reference/about/authentication";

/** In order of rank: of two that overlap, the earlier stays. */
export const paymentTokens: readonly TokenRow[] = [
  {
    id: "stripe-live-key",
    title: "Stripe live key",
    // Others use the same form: Clerk, Paystack, WorkOS.
    marks: "sk_live_ rk_live_ sk_org_live_",
    rest: `[${word}]{16,250}`,
    page: stripe,
    advice: "Roll the key in the dashboard, expire the old one at once, and look through the request log.",
  },
  {
    id: "stripe-test-key",
    title: "Stripe test key",
    marks: "sk_test_ rk_test_",
    rest: `[${word}]{16,250}`,
    page: stripe,
    confidence: "low",
  },
  {
    id: "stripe-webhook-secret",
    title: "webhook signing secret",
    marks: "whsec_",
    rest: `[${word}+/=]{32,64}`,
    page: "https://docs.stripe.com/webhooks#roll-endpoint-secrets",
    advice: "Roll the endpoint's secret.",
  },
  {
    id: "square-token",
    title: "Square secret",
    marks: "sq0csp- sq0atp-",
    rest: `[${word}_-]{22,43}`,
    page: "https://developer.squareup.com/docs/build-basics/access-tokens",
  },
  {
    id: "square-access-token",
    title: "Square access token",
    marks: "EAAA",
    rest: `[${word}_-]{60}`,
    page: "https://developer.squareup.com/docs/build-basics/access-tokens",
    confidence: "medium",
  },
  {
    id: "braintree-token",
    title: "Braintree access token",
    marks: "access_token$production$ access_token$sandbox$",
    rest: "[a-z0-9]{16}\\$[0-9a-f]{32}",
    page: "https://developer.paypal.com/braintree/articles/control-panel/important-gateway-credentials",
  },
  {
    id: "adyen-key",
    title: "Adyen API key",
    marks: "AQE",
    rest: `[${word}+/]{60,160}={0,2}-[${word}+/]{43}=-[\\x21\\x23-\\x26\\x28-\\x7e]{8,40}`,
    page: "https://docs.adyen.com/development-resources/api-credentials/",
  },
  {
    id: "flutterwave-key",
    title: "Flutterwave secret key",
    marks: "FLWSECK- FLWSECK_TEST-",
    rest: "[0-9a-zA-Z]{20,40}(?:-[0-9a-zA-Z]{1,20})?(?:-X)?",
    page: "https://developer.flutterwave.com/docs/authentication",
  },
  {
    id: "plaid-token",
    title: "Plaid access token",
    marks: "access-production- access-development- access-sandbox-",
    rest: "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
    page: "https://plaid.com/docs/api/items/#itemaccess_tokeninvalidate",
  },
  {
    id: "paddle-key",
    title: "Paddle API key",
    marks: "pdl_live_apikey_ pdl_sdbx_apikey_",
    rest: `[a-z0-9]{26}_[${word}]{22}_[${word}]{3}`,
    page: paddle,
  },
  {
    id: "paddle-webhook-secret",
    title: "Paddle webhook secret",
    marks: "pdl_ntfset_",
    rest: `[a-z0-9]{26}_[${word}+/]{32}`,
    page: paddle,
  },
  {
    id: "mollie-key",
    title: "Mollie, GoCardless or Lob live key",
    marks: "live_",
    rest: `(?:[${word}_-]{40}|[0-9a-f]{35}|[${word}]{30})`,
    page: "https://docs.mollie.com/reference/authentication",
    confidence: "medium",
  },
  {
    id: "easypost-key",
    title: "EasyPost API key",
    marks: "EZAK",
    rest: `[${word}]{54}`,
    page: "https://docs.easypost.com/docs/authentication",
  },
  {
    id: "shippo-token",
    title: "Shippo token",
    marks: "shippo_live_",
    rest: "[0-9a-f]{40}",
    page: "https://docs.goshippo.com/docs/guides_general/authentication/",
  },
  {
    id: "duffel-token",
    title: "Duffel token",
    marks: "duffel_live_",
    rest: `[${word}_-]{43}`,
    page: "https://duffel.com/docs/api/overview/authentication",
  },
  {
    id: "shopify-token",
    title: "Shopify token",
    marks: "shpat_ shpca_ shppa_ shpss_",
    rest: "[0-9a-fA-F]{32}",
    page: "https://shopify.dev/docs/apps/build/authentication-authorization/client-secrets/rotate-revoke-client-credentials",
  },
];
