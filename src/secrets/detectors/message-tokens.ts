/** Tokens of chats, mail services and telephony. */
import type { TokenRow } from "./token-row.ts";

const word = "A-Za-z0-9";
const slack = "https://docs.slack.dev/authentication/best-practices-for-security";
const twilio = "https://www.twilio.com/docs/iam/api-keys";

/** In order of rank: of two that overlap, the earlier stays. */
export const messageTokens: readonly TokenRow[] = [
  {
    id: "slack-configuration-token",
    title: "Slack configuration token",
    marks: "xoxe.xoxp- xoxe.xoxb- xoxe-1-",
    rest: `[${word}-]{100,300}`,
    page: slack,
  },
  {
    id: "slack-token",
    title: "Slack token",
    marks: "xoxb- xoxp- xoxa- xoxr- xoxs- xoxe- xoxo-",
    rest: `[0-9][${word}-]{20,250}`,
    page: slack,
    advice: "Revoke it with auth.revoke or in the app's settings, and install the app again.",
  },
  {
    id: "slack-app-token",
    title: "Slack app token",
    marks: "xapp-",
    rest: "[0-9]-[A-Z0-9]{8,14}-[0-9]{10,15}-[0-9a-f]{40,80}",
    page: slack,
  },
  {
    id: "synapse-token",
    title: "Matrix access token",
    marks: "syt_ syr_",
    rest: `[${word}+/]{2,200}_[${word}]{20}_[${word}]{6}`,
    page: "https://spec.matrix.org/latest/client-server-api/#post_matrixclientv3logout",
    advice: "Log that session out, which ends the token.",
  },
  {
    id: "facebook-token",
    title: "Facebook access token",
    marks: "EAAC EAAG EAAB EAAD EAAE EAAF EAAH EAAI EAAJ EAAK EAAL EAAM EAAN",
    rest: `[${word}]{100,400}`,
    page: "https://developers.facebook.com/docs/facebook-login/guides/access-tokens/",
    confidence: "medium",
  },
  {
    id: "linkedin-secret",
    title: "LinkedIn client secret",
    marks: "WPL_AP1.",
    rest: `[${word}]{16}\\.[${word}+/]{6,10}==`,
    page: "https://learn.microsoft.com/linkedin/shared/authentication/authentication",
  },
  {
    id: "intercom-token",
    title: "Intercom access token",
    // The Base64 of `tok:`.
    marks: "dG9rO",
    rest: `[${word}+/_-]{50,80}={0,2}`,
    page: "https://developers.intercom.com/docs/build-an-integration/learn-more/authentication",
    confidence: "medium",
  },
  {
    id: "onesignal-key",
    title: "OneSignal API key",
    marks: "os_v2_app_ os_v2_org_",
    rest: "[a-z2-7]{100,110}",
    page: "https://documentation.onesignal.com/docs/keys-and-ids",
  },
  {
    id: "telnyx-key",
    title: "Telnyx API key",
    marks: "KEY0",
    rest: `[0-9A-F]{31}_[${word}]{22}`,
    page: "https://developers.telnyx.com/",
  },
  {
    id: "twilio-key",
    title: "Twilio API key",
    marks: "SK0 SK1 SK2 SK3 SK4 SK5 SK6 SK7 SK8 SK9 SKa SKb SKc SKd SKe SKf",
    rest: "[0-9a-f]{31}",
    page: twilio,
    confidence: "medium",
  },
  {
    id: "sendgrid-key",
    title: "SendGrid API key",
    marks: "SG.",
    rest: `[${word}_-]{22}\\.[${word}_-]{43}`,
    page: "https://www.twilio.com/docs/sendgrid/ui/account-and-settings/api-keys",
  },
  {
    id: "mailgun-key",
    title: "Mailgun API key",
    marks: "key-",
    rest: "[0-9a-f]{32}",
    page: "https://help.mailgun.com/hc/en-us/articles/203380100",
    confidence: "medium",
  },
  {
    id: "mailchimp-key",
    title: "Mailchimp API key",
    marks: "-us",
    before: { length: 32, of: "0-9a-f" },
    rest: "[0-9]{1,2}",
    page: "https://mailchimp.com/help/about-api-keys/",
  },
  {
    id: "mailersend-key",
    title: "MailerSend API token",
    marks: "mlsn.",
    rest: "[0-9a-f]{64}",
    page: "https://www.mailersend.com/help/managing-api-tokens",
  },
  {
    id: "brevo-key",
    title: "Brevo API or SMTP key",
    marks: "xkeysib- xsmtpsib-",
    rest: `[0-9a-f]{64}-[${word}]{16}`,
    page: "https://help.brevo.com/hc/en-us/articles/209467485",
  },
  {
    id: "resend-key",
    title: "Resend API key",
    marks: "re_",
    rest: `[${word}]{8}_[${word}]{24}`,
    page: "https://resend.com/docs/dashboard/api-keys/introduction",
  },
  {
    id: "mandrill-key",
    title: "Mailchimp Transactional key",
    marks: "md-",
    rest: `[${word}_-]{22}`,
    page: "https://mailchimp.com/developer/transactional/docs/fundamentals/",
    confidence: "medium",
  },
  {
    id: "klaviyo-key",
    title: "Klaviyo private key",
    marks: "pk_",
    rest: "[0-9a-f]{34}",
    page: "https://help.klaviyo.com/hc/en-us/articles/7423954176283",
  },
];
