const secretWords =
  /(^|_)(passwords?|passwd|passwrd|pswd|pwd|pw|passphrase|passcode|secrets?|token|jwt|bearer|credentials?|creds?|apikeys?)(_|$)/;
const secretAtEnd = /(^|_)(pass|access_key_id)$/;
const secretKeys =
  /(^|_)(api|access|secret|private|encryption|signing|ssh|auth|account|master|shared|storage|session|license|service|cookie|jwt|hmac|aes|rsa|app|deploy|batch|stripe|firebase)_?keys?(_(base|value|data|base64|b64|pem))?$/;
/** Words at the end of a name that speak about a secret without being one. */
const describing =
  /_(file|files|filename|path|dir|directory|name|names|ref|id|url|uri|endpoint|host|port|ttl|expiry|expires|expiration|age|lifetime|length|len|min|max|size|type|policy|enabled|disabled|required|algorithm|alg|version|count|limit|limits|timeout|header|issuer|audience|namespace|mount|location|rotation|interval|prefix|suffix|format|provider|engine|store|backend|manager|service|arn|region|scope|scopes|days|hours|minutes|seconds|ms|per_second|mode|method|field|attribute|claim|cache|bucket|regex|pattern|hint|label|labels|class|hasher|attempts|allowed|complexity|scanning|rate|validation|validity|authentication|project|strategy|generator|encoder|encoding|duration)$/;
/** Words at its front that ask whether there is one, and names of Secrets. */
const asking =
  /^(use|has|show|allow|enable|disable|is|require|skip|ignore|existing)_|(^|_)pull_secrets?$/;

/** Whether a variable or key of this name holds a secret. */
export function namesSecret(name: string): boolean {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replace(/[^A-Za-z0-9]+/g, "_")
    .toLowerCase()
    .replace(/(?<=[a-z])\d+/g, "")
    .replace(/_+\d*$/, "");
  if (secretAtEnd.test(words)) return true;
  if (describing.test(words) || asking.test(words)) return false;
  return secretWords.test(words) || secretKeys.test(words) || glued(words);
}

/** Names that run their words together, such as DBPASSWORD or clientsecret. */
const glued = (words: string) =>
  words
    .split("_")
    .some((word) =>
      /(password|passwd|(db|root|user|admin)pass|secret|apikey|accesskey|secretkey)$/.test(word),
    );

/** Whether a value in place of a secret is one, rather than a switch, a path or a reference. */
export function isLiteralSecret(value: string): boolean {
  const text = value.trim().replace(/^(["'])(.*)\1$/s, "$2");
  if (text === "" || /^(true|false|yes|no|on|off|null|none|nil)$/i.test(text)) return false;
  if (/^(\$\(|\$\{|\{\{|\{%|\$[A-Za-z_\d@]|`|<[^>]*>$|%\()/.test(text)) return false;
  if (/^(ENC[[(]|\{cipher\}|process\.env|os\.|ENV\[|([A-Za-z.]*get)?env\()/i.test(text))
    return false;
  if (/^(file:|https?:\/\/[^@]*$|vault:|ref\+|arn:|secret:|\.{0,2}\/)/.test(text)) return false;
  return true;
}

/** Forms that only credentials have. */
const shapes = [
  /-----BEGIN ([A-Z0-9]+ )*PRIVATE KEY( BLOCK)?-----/,
  /LS0tLS1CRUdJTi(BSU0EgUFJJVkFURSBLRVk|BQUklWQVRFIEtFWS|BFQyBQUklWQVRFIEtFWS|BPUEVOU1NIIFBSSVZBVEUgS0VZ)/,
  /"auth"\s*:\s*"[A-Za-z0-9+/]{8,}=*"/,
  /\b(AKIA|ASIA)[0-9A-Z]{16}\b/,
  /\bgh[pousr]_[A-Za-z0-9]{36}/,
  /\bgithub_pat_[A-Za-z0-9_]{22,}/,
  /\bglpat-[A-Za-z0-9_-]{20,}/,
  /\bxox[abeoprs]-[A-Za-z0-9-]{10,}/,
  /\bAIza[0-9A-Za-z_-]{35}/,
  /\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*/,
  /\b[sr]k_live_[0-9A-Za-z]{16,}/,
  /\bsk-(proj-|ant-[a-z0-9]+-)?[A-Za-z0-9_-]{20,}/,
  /\bSG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}/,
  /\bnpm_[A-Za-z0-9]{36}/,
  /\bpypi-[A-Za-z0-9_-]{32,}/,
  /\bhv[sb]\.[A-Za-z0-9_-]{20,}/,
  /\bdop_v1_[a-f0-9]{64}/,
  /\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@"']*:(?![$<{])[^\s/@"']+@/i,
  /;\s*(password|pwd|accountkey|sharedaccesskey)\s*=\s*(?![\s;$<{"'%]|$)[^\s;]+/i,
  /^(password|pwd)=[^\s;$<{]+;/i,
  /[?&](password|pwd)=(?![\s$<{%]|$)[^\s&]+/i,
  /\b(bearer|basic)\s+(?=[A-Za-z0-9._~+/=-]*\d)[A-Za-z0-9._~+/-]{16,}=*/i,
];

/** Whether the text holds something in the form of a credential. */
export function looksLikeCredential(text: string): boolean {
  return shapes.some((shape) => shape.test(text));
}

const assignment = /^\s*(?:export\s+|[-+]\s+)?["']?([A-Za-z_][\w.-]*)["']?\s*[:=]\s*(.*?)[,;]?\s*$/;
const jsonPair = /"([A-Za-z_][\w.-]*)"\s*:\s*"([^"\\]*)/g;

/** Whether a configuration file gives a secret its literal value, in a line or in JSON. */
export function assignsSecret(text: string): boolean {
  for (const [, name = "", value = ""] of text.matchAll(jsonPair)) {
    if (namesSecret(name) && isLiteralSecret(value)) return true;
  }
  return text.split(/\r?\n/).some((line) => {
    const [, name = "", value = ""] = assignment.exec(line) ?? [];
    return namesSecret(name) && isLiteralSecret(value) && !/^[|>{[&*!][-+]?\s*$/.test(value);
  });
}
