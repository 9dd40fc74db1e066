/**
 * Dated facts on the tags of the most used official images: which are rebuilt, which name the same build, how long their
 * releases are supported, which smaller ones there are. References go in, proposals come out; a tag the table does not
 * hold is never proposed, and the clock is never read: whoever asks about support brings the day.
 */
export { rebuiltTagsDate } from "./alias-sets.ts";
export { proposeTag, type TagPrecision, type TagProposal } from "./propose-tag.ts";
export { isRetired, type Retired } from "./retired.ts";
export { isFullSize, type SlimmerVariant, slimmerVariant } from "./slimmer.ts";
export { distributionSupport, type Support, supportOf } from "./support.ts";
export { supportDatesDate } from "./support-dates.ts";
