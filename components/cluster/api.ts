import { type ClusterAccess, openAccess } from "../../checks/index.ts";

/** Reads from an API server; the two failures that a reader may live with are values. */
export type Get = (path: string) => Promise<Answer>;
export interface Answer {
  status: "ok" | "forbidden" | "absent";
  // The shapes of the API are read field by field, each where it is used.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  body: any;
}

/**
 * Opens read-only access, which ends after `patience` milliseconds; throws a sentence where it
 * cannot be had.
 */
export async function connect(access: ClusterAccess, patience: number): Promise<Get> {
  const { server, context, send } = await openAccess(access);
  const where = `the Kubernetes API at ${server} (context ${context})`;
  const signal = AbortSignal.timeout(patience);
  return async (path) => {
    try {
      const { status, text } = await send({ path, signal });
      return answer(status, text, where, path);
    } catch (error) {
      if (signal.aborted) throw tooLate(where, patience);
      throw explained(error as NodeJS.ErrnoException, where);
    }
  };
}

/** A failure whose sentence is complete. */
class Refused extends Error {}

function answer(status: number, text: string, where: string, path: string): Answer {
  if (status === 200) return { status: "ok", body: JSON.parse(text) };
  if (status === 403) return { status: "forbidden", body: undefined };
  if (status === 404) return { status: "absent", body: undefined };
  if (status === 401) {
    throw new Refused(
      `${where} refused the credentials: they expired or belong to another cluster; log in again`,
    );
  }
  throw new Refused(`${where} answered ${status} to ${path}: the cluster is not healthy`);
}

function tooLate(where: string, patience: number): Error {
  const limit = `${patience / 1000} s`;
  return new Error(
    `${where} did not answer within ${limit}: check the network, or start the cluster`,
  );
}

function explained(error: NodeJS.ErrnoException, where: string): Error {
  if (error instanceof Refused) return error;
  const cause = error.code ?? error.message;
  if (/CERT|SIGNATURE|SELF_SIGNED/.test(cause)) {
    return new Error(`${where} shows a certificate that the kubeconfig does not trust: ${cause}`);
  }
  if (error.code && /^E(CONN|HOST|NET|NOTFOUND|AI_AGAIN|PIPE)/.test(error.code)) {
    return new Error(
      `${where} cannot be reached: ${cause}; start the cluster, or check its address`,
    );
  }
  return new Error(`${where} cannot be read: ${error.message}`);
}
