/** An answer of the API server that is not a success. */
export class ApiError extends Error {
  readonly code: number;
  /** The machine-readable word: `NotFound`, `AlreadyExists`, `Conflict`, `Invalid`, ... */
  readonly reason: string;
  readonly details: any;

  constructor(code: number, status: any, fallback: string) {
    super(status?.message || fallback);
    this.name = "ApiError";
    this.code = code;
    this.reason = status?.reason ?? "";
    this.details = status?.details;
  }
}

/** The API server cannot be reached, or does not know who asks. */
export class UnreachableError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "UnreachableError";
  }
}

/** The cluster serves no such kind. */
export class NoSuchKindError extends Error {
  constructor(apiVersion: string, kind: string) {
    super(`no matches for kind "${kind}" in version "${apiVersion}"`);
    this.name = "NoSuchKindError";
  }
}

export const isNotFound = (error: unknown): boolean =>
  error instanceof ApiError && error.code === 404;
export const isAlreadyExists = (error: unknown): boolean =>
  error instanceof ApiError && error.reason === "AlreadyExists";
export const isConflict = (error: unknown): boolean =>
  error instanceof ApiError && error.code === 409 && error.reason !== "AlreadyExists";
export const isForbidden = (error: unknown): boolean =>
  error instanceof ApiError && error.code === 403;
export const isNamespaceMissing = (error: unknown): boolean =>
  error instanceof ApiError && error.code === 404 && error.details?.kind === "namespaces";

/** One sentence for a failed connection: what is wrong, where, and what to do. */
export function connectionSentence(error: any, server: string, context: string): string {
  const at = `${server} (context "${context}" of the kubeconfig)`;
  const code: string = error?.code ?? "";
  if (code === "ECONNREFUSED") {
    return `nothing listens at ${at}: is the cluster running, and is this the right context?`;
  }
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") {
    return `the host of ${at} cannot be resolved: check the server's address and the DNS`;
  }
  if (["ETIMEDOUT", "EHOSTUNREACH", "ENETUNREACH", "TIMEOUT"].includes(code)) {
    return `${at} does not answer: check the network, the VPN and the server's address`;
  }
  if (/CERT_HAS_EXPIRED|SSLV3_ALERT_CERTIFICATE_EXPIRED/.test(code)) {
    return `a TLS certificate for ${at} has expired: renew the server's or the user's certificate`;
  }
  if (/SELF_SIGNED|UNABLE_TO_(GET|VERIFY)|SIGNATURE|DEPTH_ZERO/.test(code)) {
    return (
      `the certificate of ${at} is not signed by the authority in the kubeconfig: ` +
      "the cluster was probably remade, fetch its kubeconfig again"
    );
  }
  if (code === "ERR_TLS_CERT_ALTNAME_INVALID") {
    return `the certificate of ${at} is for another host: check the server's address`;
  }
  return `the connection to ${at} failed: ${error?.message ?? error}`;
}

/** One sentence for a refused identity. */
export const identitySentence = (server: string, context: string, user: string): string =>
  `${server} does not accept the credentials of user "${user}" (context "${context}"): ` +
  "the token or certificate has expired or is of another cluster, so log in again";
