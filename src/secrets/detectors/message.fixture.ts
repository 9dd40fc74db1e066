import { base64, digits, hex, lower, mixed, upper, uuid } from "../samples.fixture.ts";
import type { Examples } from "./examples.fixture.ts";

const slackHook = `T0A1B2C3D/B0A1B2C3D/${mixed(24)}`;
const discordHook = `discord.com/api/webhooks/${digits(18)}/${mixed(68)}`;

export const messageExamples: Readonly<Record<string, Examples>> = {
  "slack-configuration-token": { bad: [`xoxe.xoxp-1-${mixed(160)}`], good: ["xoxe.xoxp-1-x"] },
  "slack-token": {
    bad: [`xoxb-${digits(10)}-${digits(12)}-${mixed(24)}`],
    good: ["xoxb-your-token-here", `xoxb-${"x".repeat(12)}-${"x".repeat(12)}`],
  },
  "slack-app-token": { bad: [`xapp-1-${upper(11)}-2745091836274-${hex(64)}`], good: ["xapp-1-x"] },
  "synapse-token": {
    bad: [`syt_${base64("alice")}_${mixed(20)}_${mixed(6)}`.replaceAll("=", "")],
    good: ["syt_x_y_z"],
  },
  "facebook-token": { bad: [`EAAC${mixed(180)}`], good: ["EAAC", `EAAC${"x".repeat(180)}`] },
  "linkedin-secret": { bad: [`WPL_AP1.${mixed(16)}.${mixed(8)}==`], good: ["WPL_AP1.x"] },
  "intercom-token": { bad: [base64(`tok:${hex(8)}_${hex(4)}_4a7b_9c1d_${hex(12)}:1:0`)], good: ["dG9rO"] },
  "onesignal-key": { bad: [`os_v2_app_${lower(103)}`], good: ["os_v2_app_x"] },
  "telnyx-key": { bad: [`KEY0${hex(31).toUpperCase()}_${mixed(22)}`], good: ["KEY0_x"] },
  "twilio-key": { bad: [`SK${hex(32)}`], good: [`TASK${hex(32)}`, `SK${hex(40)}`] },
  "sendgrid-key": { bad: [`SG.${mixed(22)}.${mixed(43)}`], good: ["SG.x.y", `MSG.${mixed(22)}.${mixed(43)}`] },
  "mailgun-key": { bad: [`key-${hex(32)}`], good: [`api-key-${hex(32)}`, "key-pair"] },
  "mailchimp-key": {
    bad: [`${hex(32)}-us14`],
    good: [`${hex(31)}-us14`, `${hex(33)}-us14`, "en-us2", `${"0".repeat(32)}-us1`],
  },
  "mailersend-key": { bad: [`mlsn.${hex(64)}`], good: ["mlsn.x"] },
  "brevo-key": { bad: [`xkeysib-${hex(64)}-${mixed(16)}`, `xsmtpsib-${hex(64)}-${mixed(16)}`], good: ["xkeysib-x"] },
  "resend-key": {
    bad: [`re_${mixed(8)}_${mixed(24)}`],
    good: ["re_compile_pattern", "re_xxxxxxxx_xxxxxxxxxxxxxxxxxxxxxxxx"],
  },
  "mandrill-key": { bad: [`md-${mixed(22)}`], good: ["md-button", "md-text-field-outlined-0"] },
  "klaviyo-key": { bad: [`pk_${hex(34)}`], good: ["pk_test_x", `pk_${hex(40)}`] },
  "discord-bot-token": {
    bad: [
      `${base64(digits(18))}.${mixed(6)}.${mixed(38)}`,
      `${base64(`1${digits(18)}`).replaceAll("=", "")}.${mixed(6)}.${mixed(27)}`,
    ],
    good: [`MT${mixed(22)}.${mixed(6)}.${mixed(38)}`, `${base64(digits(18))}.${mixed(6)}.${"x".repeat(38)}`],
  },
  "webhook-address": {
    bad: [
      [`https://hooks.slack.com/services/${slackHook}`, slackHook],
      [`https://${discordHook}`, discordHook],
    ],
    good: [`https://hooks.slack.com/services/T00000000/B00000000/${"X".repeat(24)}`],
  },
  "teams-webhook": {
    bad: [
      [
        `https://x.webhook.office.com/webhookb2/${uuid}@${uuid}/IncomingWebhook/${hex(32)}/${uuid}`,
        `${uuid}@${uuid}/IncomingWebhook/${hex(32)}/${uuid}`,
      ],
    ],
    good: ["https://x.webhook.office.com/webhookb2/<your id>"],
  },
  "google-chat-webhook": {
    bad: [
      [
        `https://chat.googleapis.com/v1/spaces/AAAA1b2c/messages?key=${mixed(39)}&token=${mixed(43)}%3D`,
        `AAAA1b2c/messages?key=${mixed(39)}&token=${mixed(43)}%3D`,
      ],
    ],
    good: ["https://chat.googleapis.com/v1/spaces/AAAA/messages"],
  },
  "telegram-bot-token": {
    bad: [[`123456789:AA${mixed(33)}`, `AA${mixed(33)}`]],
    good: [`image:AA${mixed(33)}`, "123456789:AAAA"],
  },
};
