import { base64url, digits, hex, lower, mixed, upper, uuid } from "../samples.fixture.ts";
import type { Examples } from "./examples.fixture.ts";

export const dataExamples: Readonly<Record<string, Examples>> = {
  "supabase-token": {
    bad: [`sbp_${hex(40)}`, `sb_secret_${mixed(31)}`],
    good: ["sbp_x", `sb_publishable_${mixed(31)}`],
  },
  "planetscale-token": { bad: [`pscale_tkn_${mixed(43)}`], good: ["pscale_tkn_x"] },
  "neon-key": { bad: [`napi_${lower(64)}`], good: ["napi_get_value", "napi_create_function"] },
  "neon-password": { bad: [`npg_${mixed(12)}`], good: ["npg_x", `npg_${"x".repeat(12)}`] },
  "xata-key": { bad: [`xau_${mixed(36)}`], good: ["xau_x"] },
  "mongodb-atlas-secret": { bad: [`mdb_sa_sk_${mixed(40)}`], good: ["mdb_sa_id_x"] },
  "confluent-secret": { bad: [`cflt${mixed(60)}`], good: ["cflt"] },
  "elastic-cloud-key": { bad: [`essu_${mixed(90)}==`], good: ["essu_x"] },
  "databricks-token": { bad: [`dapi${hex(32)}`, `dapi${hex(32)}-2`], good: ["dapi", `dapi${"0".repeat(32)}`] },
  "aiven-token": { bad: [`AVNS_${mixed(19)}`, `AVNU_${mixed(300)}==`], good: ["AVNS_x"] },
  "prefect-key": { bad: [`pnu_${mixed(36)}`], good: ["pnu_x"] },
  "tinybird-token": { bad: [`p.${base64url({ u: uuid, id: uuid })}.${mixed(43)}`], good: ["p.eyJ"] },
  "grafana-cloud-token": { bad: [`glc_${base64url({ o: "123", n: "x", k: mixed(24) })}`], good: ["glc_x"] },
  "newrelic-key": { bad: [`NRAK-${upper(27)}`], good: ["NRAK-X"] },
  "newrelic-insights-key": { bad: [`NRII-${mixed(32)}`], good: ["NRII-x"] },
  "newrelic-license-key": { bad: [`${hex(36)}NRAL`, `eu01xx${hex(30)}NRAL`], good: [`${mixed(36)}NRAL`, "NRAL"] },
  "dynatrace-token": { bad: [`dt0c01.${upper(24)}.${upper(64)}`], good: ["dt0c01.x"] },
  "sentry-token": { bad: [`sntrys_${mixed(80)}`], good: ["sntrys_x"] },
  "honeycomb-key": { bad: [`hcaik_${lower(58)}`], good: ["hcaik_x"] },
  "axiom-token": { bad: [`xaat-${uuid}`], good: ["xaat-x"] },
  "posthog-key": { bad: [`phx_${mixed(43)}`], good: [`phc_${mixed(43)}`] },
  "launchdarkly-key": { bad: [`sdk-${uuid}`], good: [`sdk-${digits(8)}`, "api-gateway", `mob-${uuid}`] },
  "statsig-key": { bad: [`secret-${mixed(43)}`], good: ["secret-name-of-the-thing", `secret-${"a".repeat(43)}`] },
  "segment-token": { bad: [`sgp_${mixed(64)}`], good: ["sgp_x"] },
};
