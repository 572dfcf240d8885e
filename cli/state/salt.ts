import { createCipheriv, pbkdf2, randomBytes } from "node:crypto";
import { promisify } from "node:util";

import type { SecretsProvider } from "./deployment.ts";

/**
 * A new salt for a passphrase, in the form in which Pulumi's passphrase secrets provider keeps it:
 * `v1:<salt>:v1:<nonce>:<the word pulumi, encrypted>`, the last of which tells a wrong passphrase.
 */
export async function newSalt(passphrase: string): Promise<SecretsProvider> {
  const salt = randomBytes(8);
  const key = await promisify(pbkdf2)(passphrase, salt, 1_000_000, 32, "sha256");
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", key, nonce);
  const secret = Buffer.concat([cipher.update("pulumi"), cipher.final(), cipher.getAuthTag()]);
  const parts = [salt, nonce, secret].map((part) => part.toString("base64"));
  return { type: "passphrase", state: { salt: `v1:${parts[0]}:v1:${parts[1]}:${parts[2]}` } };
}
