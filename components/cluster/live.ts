import type { ClusterAccess } from "../../checks/run/plan.ts";
import { cannotStart } from "../shared/errors.ts";
import { connect } from "./api.ts";

/** The object at `path` of the API as it is now; undefined where there is none to be read. */
export async function readLive(access: ClusterAccess, path: string): Promise<unknown> {
  try {
    const get = await connect(access, 4000);
    return (await get(path)).body;
  } catch (error) {
    throw cannotStart((error as Error).message);
  }
}
