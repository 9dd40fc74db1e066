/** Addresses that are a secret by themselves: whoever knows one may post. */
import type { SecretDetector } from "../detector.ts";
import { isFilledIn } from "../shape.ts";

/** In order of rank: of two that overlap, the earlier stays. */
export const webhookDetectors: readonly SecretDetector[] = [
  {
    id: "webhook-address",
    title: "webhook address, which lets anyone post",
    confidence: "high",
    starts: ["hooks.slack.com/", "discord.com/api/webhooks/", "discordapp.com/api/webhooks/"],
    pattern:
      /(?:hooks\.slack\.com\/(?:services|workflows)\/(?<value>T[A-Z0-9]{6,12}\/[A-Z0-9]{6,12}\/(?:[0-9]{10,24}\/)?[A-Za-z0-9]{20,30})|discord(?:app)?\.com\/api\/webhooks\/[0-9]{15,22}\/[A-Za-z0-9_-]{50,90})/diy,
    rotate: { advice: "Delete the webhook and make a new one." },
    accept: ({ value }) => !isFilledIn(value.split("/").at(-1) ?? ""),
  },
  {
    id: "teams-webhook",
    title: "Microsoft Teams webhook address",
    confidence: "high",
    starts: [".webhook.office.com/webhookb2/"],
    pattern:
      /\.webhook\.office\.com\/webhookb2\/(?<value>[0-9a-f-]{36}@[0-9a-f-]{36}\/IncomingWebhook\/[0-9a-f]{32}\/[0-9a-f-]{36})/dy,
    joined: true,
    rotate: {
      page: "https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/add-incoming-webhook",
      advice: "Remove the connector and make a new one.",
    },
    accept: ({ value }) => !isFilledIn(value),
  },
  {
    id: "google-chat-webhook",
    title: "Google Chat webhook address",
    confidence: "high",
    starts: ["chat.googleapis.com/v1/spaces/"],
    pattern: /chat\.googleapis\.com\/v1\/spaces\/(?<value>[A-Za-z0-9_-]{5,20}\/messages\?[A-Za-z0-9_&=%.-]{20,300})/dy,
    rotate: {
      page: "https://developers.google.com/workspace/chat/quickstart/webhooks",
      advice: "Delete the webhook in the space's settings and make a new one.",
    },
    accept: ({ value }) => /[?&]key=[A-Za-z0-9_-]{30,}/.test(value) && /&token=[A-Za-z0-9_%-]{20,}/.test(value),
  },
];
