import { randomBytes } from "node:crypto";

const alphabet = "ybndrfg8ejkmcpqxot1uwisza345h769";

/** A new id: 26 characters of the wire's alphabet. */
export const newId = () => Array.from(randomBytes(26), byte => alphabet[byte % 32]).join("");

/** What an ID-only push says before the phone has fetched the text. */
export const idOnlyText = "You've received a new message.";

/**
 * A token of the right shape. The mock has no keys: it only has to look like one on the screen.
 * @param {Record<string, unknown>} claims
 */
export const tokenLike = claims => {
  const part = (/** @type {unknown} */ value) => Buffer.from(JSON.stringify(value)).toString("base64url");
  return `${part({ alg: "ES256", typ: "JWT" })}.${part(claims)}.${randomBytes(64).toString("base64url")}`;
};
