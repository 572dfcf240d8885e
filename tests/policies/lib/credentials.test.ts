import assert from "node:assert/strict";

import {
  assignsSecret,
  isLiteralSecret,
  looksLikeCredential,
  namesSecret,
} from "../../../policies/lib/credentials.ts";

/** Holds that the question is answered so for each text. */
function each(question: (text: string) => boolean, answer: boolean, ...texts: string[]): void {
  for (const text of texts) assert.equal(question(text), answer, text);
}

describe("credentials", () => {
  it("are named by a word, wherever it stands in the name", () => {
    each(namesSecret, true, "DB_HOST_PASSWORD", "REUSE_TOKEN", "PULL_SECRET_TOKEN");
    each(namesSecret, true, "MY_CLIENTSECRET", "AES256_KEY", "PASSWORD_1", "token2");
  });

  it("are not named by a word that is part of another, or that speaks about one", () => {
    each(namesSecret, false, "API_KEYBOARD", "SHARED_KEYSPACE", "USE_TOKEN", "PULL_SECRETS");
    each(namesSecret, false, "PASSWORD_HASHER", "TOKEN_TTL", "AES256_KEY_SIZE");
  });

  it("are literal unless the value is a switch, a path or a reference", () => {
    each(isLiteralSecret, true, "hunter2", '"hunter2"', 'tru"e"', '"tru"e', "untrue", "nothing");
    each(isLiteralSecret, true, "a{{b", "chaos.theory", "pa$$word");
    each(isLiteralSecret, false, "", "  ", '""', "true", "TRUE", "'none'", "$(X)", "{{ .x }}");
    each(isLiteralSecret, false, "enc(abc)", "ENC[abc]", "os.environ", "/run/secrets/x");
  });

  it("are known by their shape, in capitals too", () => {
    each(looksLikeCredential, true, "POSTGRES://USER:HUNTER2@DB/X", "a?PASSWORD=hunter2");
    each(looksLikeCredential, true, "authorization: BEARER abcdefghijklmnop1");
    each(looksLikeCredential, false, "nopassword=hunter2;", "bearer of good news for everyone");
  });

  it("are found in the lines and the JSON of a configuration file", () => {
    each(assignsSecret, true, "a: b\n  password: hunter2", '{"password": "hunter2"}');
    each(assignsSecret, true, "export TOKEN=abc", "- api_key = abc,");
    each(assignsSecret, false, '{"password": "$(X)"}', '{"name": "hunter2"}', "password: |");
    each(assignsSecret, false, "password: ${X}", "name: hunter2", "hunter2", "");
  });
});
