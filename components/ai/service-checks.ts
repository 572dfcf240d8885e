import type { ServiceSpec } from "../../checks/run/plan.ts";
import { badArgument } from "../shared/errors.ts";
import { podIdentity } from "../shared/identity.ts";
import type { AiServices } from "./ai-services.ts";

/** A service that answers with the help of a model, such as HolmesGPT: not of the stack, but used by it. */
export interface ServiceSettings {
  name: string;
  url: string;
  /** Body of a POST, in JSON. @default - it is a GET */
  request?: string;
  /** Regular expression that the answer has to match. */
  answer: string;
  answerSeconds: number;
  /**
   * Name of a Secret in the clients' namespace whose key `api-key` holds the key.
   * @default - none is shown
   */
  keySecret?: string;
}

/** What has to be proved of such services, one check each. */
export function serviceChecks(
  owner: AiServices,
  services: ServiceSettings[],
  image: string,
  client: { namespace: string; serviceAccountName: string },
): { name: string; spec: ServiceSpec }[] {
  const names = services.map(({ name }) => name);
  const twice = names.find((name, at) => names.indexOf(name) < at);
  if (twice) throw badArgument(owner, "ai.services", twice, "each needs a name of its own");
  return services.map(({ name, keySecret, ...asked }) => ({
    name: `ai-service-${name}`,
    spec: {
      ...{ kind: "service", ...asked, image, identity: podIdentity(client) },
      ...(keySecret && { key: { name: keySecret, key: "api-key" } }),
      timeoutSeconds: 60 + asked.answerSeconds,
    },
  }));
}
