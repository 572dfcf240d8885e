import * as pulumi from "@pulumi/pulumi";

import type { ClusterAccess } from "../../checks/run/plan.ts";
import { cannotStart } from "../shared/errors.ts";
import { type ClusterFacts, readClusterFacts } from "./facts.ts";
import { type ProfileName, missing, profiles } from "./profiles.ts";

export interface Wanted {
  profile: ProfileName;
  /** Storage class a claim names; none asks for a default class. */
  storageClass?: string;
  /** What else is lacking, one clause each. */
  also?: (facts: ClusterFacts) => string[];
}

/** The facts of a cluster that has all that is wanted; ends the program and names what it lacks. */
export async function discover(access: ClusterAccess, wanted: Wanted): Promise<ClusterFacts> {
  const facts = await readClusterFacts(access);
  const lacks = [
    ...missing(facts, profiles[wanted.profile], wanted.storageClass),
    ...(wanted.also?.(facts) ?? []),
  ];
  if (lacks.length > 0) {
    throw cannotStart(
      `the cluster cannot hold the profile ${wanted.profile}; it lacks ${lacks.join("; ")}`,
    );
  }
  if (!facts.networkPolicyBy) {
    await pulumi.log.warn(
      "no known enforcer of NetworkPolicies was seen: " +
        "the connectivity check will tell whether they hold",
    );
  }
  return facts;
}
