import type { SecretDetector } from "../detector.ts";
import { aiTokens } from "./ai-tokens.ts";
import { appTokens } from "./app-tokens.ts";
import { azureTokens } from "./azure-tokens.ts";
import { cloudTokens } from "./cloud-tokens.ts";
import { codeTokens } from "./code-tokens.ts";
import { dataTokens } from "./data-tokens.ts";
import { messageTokens } from "./message-tokens.ts";
import { paymentTokens } from "./payment-tokens.ts";
import { tokenDetector } from "./token-row.ts";

/** Tokens that are known by a mark, of every family; in order of rank. */
export const tokenDetectors: readonly SecretDetector[] = [
  ...codeTokens,
  ...cloudTokens,
  ...azureTokens,
  ...aiTokens,
  ...messageTokens,
  ...paymentTokens,
  ...dataTokens,
  ...appTokens,
].map(tokenDetector);
