import { base64url, digits, hex, lower, mixed, upper, uuid } from "../samples.fixture.ts";
import type { Examples } from "./examples.fixture.ts";

export const appExamples: Readonly<Record<string, Examples>> = {
  "linear-key": { bad: [`lin_api_${mixed(40)}`], good: ["lin_api_x"] },
  "figma-token": { bad: [`figd_${mixed(40)}`], good: ["figd_x"] },
  "postman-key": { bad: [`PMAK-${hex(24)}-${hex(34)}`], good: ["PMAK-x"] },
  "notion-token": { bad: [`ntn_${digits(11)}${mixed(35)}`], good: ["ntn_x"] },
  "notion-legacy-token": {
    bad: [`secret_${mixed(43)}`],
    good: ["secret_key_of_the_application_in_production_env", `secret_${mixed(44)}`],
  },
  "airtable-token": { bad: [`pat${mixed(14)}.${hex(64)}`], good: ["pattern.test", "path"] },
  "asana-token": {
    bad: [`1/${digits(16).replace(/^./, "1")}:${hex(32)}`, `2/1${digits(15)}/1${digits(15)}:${hex(32)}`],
    good: ["1/12", "1/1200000000000"],
  },
  "trello-token": { bad: [`ATTA${mixed(72)}`], good: ["ATTA", "ATTACHMENT"] },
  "clickup-token": { bad: [`pk_${digits(8)}_${upper(32)}`], good: ["pk_1_X"] },
  "hubspot-token": { bad: [`pat-na1-${uuid}`], good: ["pat-na1-x"] },
  "typeform-token": { bad: [`tfp_${mixed(44)}_${mixed(14)}`], good: ["tfp_x"] },
  "contentful-token": { bad: [`CFPAT-${mixed(43)}`], good: ["CFPAT-x"] },
  "readme-key": { bad: [`rdme_${lower(70)}`], good: ["rdme_x"] },
  "mapbox-token": {
    bad: [`sk.${base64url({ u: "someone", a: mixed(25) })}.${mixed(22)}`],
    good: [`pk.${base64url({ u: "x" })}.${mixed(22)}`],
  },
  "dropbox-token": { bad: [`sl.B${mixed(140)}`, `sl.u.${mixed(1000)}`], good: ["sl.Build()"] },
  "frameio-token": { bad: [`fio-u-${mixed(64)}`], good: ["fio-u-x"] },
  "okta-token": {
    bad: [[`Authorization: SSWS 00${mixed(40)}`, `00${mixed(40)}`]],
    good: ["Authorization: SSWS ${token}"],
  },
  "stytch-secret": { bad: [`secret-live-${mixed(36)}=`], good: ["secret-live-x"] },
  "cal-key": { bad: [`cal_live_${hex(32)}`], good: ["cal_live_x"] },
  "inngest-key": { bad: [`signkey-prod-${hex(64)}`], good: ["signkey-prod-x"] },
  "trigger-dev-key": { bad: [`tr_prod_${mixed(24)}`], good: ["tr_dev_mode"] },
  "adafruit-key": { bad: [`aio_${mixed(28)}`], good: ["aio_read", `aio_${lower(20)}`] },
  "adobe-secret": { bad: [`p8e-${mixed(32)}`], good: ["p8e-x"] },
  "age-key": { bad: [`AGE-SECRET-KEY-1${upper(58)}`], good: [`age1${mixed(58).toLowerCase()}`] },
};
