import { hex, lower, mixed, uuid } from "../samples.fixture.ts";
import type { Examples } from "./examples.fixture.ts";

export const paymentExamples: Readonly<Record<string, Examples>> = {
  "stripe-live-key": {
    bad: [`sk_${"live"}_${mixed(24)}`, `rk_${"live"}_${mixed(99)}`],
    good: [`pk_live_${mixed(24)}`, `sk_${"live"}_${"x".repeat(24)}`, `task_live_${mixed(24)}`],
  },
  "stripe-test-key": { bad: [`sk_test_${mixed(24)}`], good: [`pk_test_${mixed(24)}`] },
  "stripe-webhook-secret": { bad: [`whsec_${mixed(32)}`], good: [`whsec_${"x".repeat(32)}`] },
  "square-token": { bad: [`sq0csp-${mixed(43)}`], good: ["sq0csp-x"] },
  "square-access-token": { bad: [`EAAA${mixed(60)}`], good: [`EAAA${mixed(61)}`, "EAAA"] },
  "braintree-token": {
    bad: [`access_token$production$${lower(16)}$${hex(32)}`],
    good: ["access_token$production$x", `access_token$sandbox$${"x".repeat(16)}$${"0".repeat(32)}`],
  },
  "adyen-key": { bad: [`AQE${mixed(90)}==-${mixed(43)}=-p8S#f2)}x9w`], good: ["AQE", `AQE${mixed(90)}`] },
  "flutterwave-key": { bad: [`FLWSECK-${hex(32)}-X`, `FLWSECK_TEST-${hex(32)}-X`], good: ["FLWSECK-x"] },
  "plaid-token": { bad: [`access-production-${uuid}`], good: ["access-production-environment"] },
  "paddle-key": { bad: [`pdl_live_apikey_${lower(26)}_${mixed(22)}_${mixed(3)}`], good: ["pdl_live_apikey_x"] },
  "paddle-webhook-secret": { bad: [`pdl_ntfset_${lower(26)}_${mixed(32)}`], good: ["pdl_ntfset_x"] },
  "mollie-key": {
    bad: [`live_${mixed(30)}`, `live_${mixed(40)}`],
    good: ["live_reload", `olive_${mixed(30)}`, `live_${lower(20)}`],
  },
  "easypost-key": { bad: [`EZAK${mixed(54)}`], good: ["EZAK"] },
  "shippo-token": { bad: [`shippo_live_${hex(40)}`], good: ["shippo_live_x"] },
  "duffel-token": { bad: [`duffel_live_${mixed(43)}`], good: ["duffel_live_x"] },
  "shopify-token": { bad: [`shpat_${hex(32)}`], good: ["shpat_x"] },
};
