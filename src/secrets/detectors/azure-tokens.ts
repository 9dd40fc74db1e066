/** Keys of Azure. Most have a mark in their middle, at a place that their kind fixes. */
import type { TokenRow } from "./token-row.ts";

const word = "A-Za-z0-9";
const base64 = "A-Za-z0-9+/";

/** In order of rank: of two that overlap, the earlier stays. */
export const azureTokens: readonly TokenRow[] = [
  {
    id: "azure-client-secret",
    title: "Microsoft Entra client secret",
    marks: "8Q~",
    before: { length: 3, of: `${word}_~.-` },
    rest: `[${word}_~.-]{34}`,
    page: "https://learn.microsoft.com/entra/identity-platform/how-to-add-credentials",
  },
  {
    id: "azure-storage-account-key",
    title: "Azure storage account key",
    marks: "+ASt",
    before: { length: 76, of: base64 },
    rest: `[${base64}]{5}[AQgw]==`,
    page: "https://learn.microsoft.com/azure/storage/common/storage-account-keys-manage",
    advice: "Rotate both keys of the account, the second one first.",
  },
  {
    id: "azure-cosmos-key",
    title: "Azure Cosmos DB key",
    marks: "ACDb",
    before: { length: 76, of: base64 },
    rest: `[${base64}]{5}[AQgw]==`,
    page: "https://learn.microsoft.com/azure/cosmos-db/how-to-rotate-keys",
  },
  {
    id: "azure-batch-key",
    title: "Azure Batch key",
    marks: "+ABa",
    before: { length: 76, of: base64 },
    rest: `[${base64}]{5}[AQgw]==`,
    page: "https://learn.microsoft.com/azure/batch/batch-customer-managed-key",
  },
  {
    id: "azure-api-management-key",
    title: "Azure API Management key",
    marks: "APIM",
    before: { length: 76, of: base64 },
    rest: `[${base64}]{5}[AQgw]==`,
    page: "https://learn.microsoft.com/azure/api-management/api-management-subscriptions",
  },
  {
    id: "azure-search-key",
    title: "Azure AI Search key",
    marks: "AzSe",
    before: { length: 42, of: word },
    rest: `[A-D][${word}]{5}`,
    page: "https://learn.microsoft.com/azure/search/search-security-api-keys",
  },
  {
    id: "azure-function-key",
    title: "Azure Functions key",
    marks: "AzFu",
    before: { length: 44, of: `${word}_-` },
    rest: `[${word}_-]{5}[AQgw]==`,
    page: "https://learn.microsoft.com/azure/azure-functions/function-keys-how-to",
  },
  {
    id: "azure-cache-key",
    title: "Azure Cache for Redis key",
    marks: "AzCa",
    before: { length: 33, of: word },
    rest: `[A-P][${word}]{5}=`,
    page: "https://learn.microsoft.com/azure/azure-cache-for-redis/cache-configure",
  },
  {
    id: "azure-container-registry-password",
    title: "Azure Container Registry password",
    marks: "+ACR",
    before: { length: 42, of: base64 },
    rest: `[A-D][${word}]{5}`,
    page: "https://learn.microsoft.com/azure/container-registry/container-registry-authentication",
  },
  {
    id: "azure-event-hub-key",
    title: "Azure messaging key",
    marks: "+AEh +ASb +ARm",
    before: { length: 33, of: base64 },
    rest: `[A-P][${base64}]{5}=`,
    page: "https://learn.microsoft.com/azure/service-bus-messaging/service-bus-sas",
  },
  {
    id: "azure-iot-key",
    title: "Azure IoT key",
    marks: "AIoT",
    before: { length: 33, of: base64 },
    rest: `[A-P][${base64}]{5}=`,
    page: "https://learn.microsoft.com/azure/iot-hub/iot-hub-dev-guide-sas",
  },
  {
    id: "azure-ai-key",
    title: "Azure resource key",
    // The mark of the keys that Microsoft's services share since 2024.
    marks: "JQQJ9",
    before: { length: 52, of: word },
    rest: `[9DH][${word}][A-L][${word}]{16}[A-Za-z][${word}]{7}(?:[${word}]{2}==)?`,
    page: "https://learn.microsoft.com/azure/ai-services/rotate-keys",
  },
];
