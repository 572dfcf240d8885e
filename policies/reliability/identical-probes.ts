import { podRule } from "../engine/define.ts";
import { type Tree, at } from "../lib/objects.ts";
import { eachMainContainer, longRunningKinds } from "../lib/probes.ts";
import { type Truth, all, unknown } from "../lib/unknown.ts";

/** What the server fills in. */
const defaults: Record<string, Tree> = {
  initialDelaySeconds: 0,
  timeoutSeconds: 1,
  periodSeconds: 10,
  successThreshold: 1,
  failureThreshold: 3,
};

/** A container that is not ready yet is restarted when both probes are the same. */
export const identicalProbes = podRule({
  id: "reliability-identical-probes",
  controls: ["probes.identical"],
  severity: "low",
  frameworks: [],
  description: "Liveness and readiness probe must not be the same.",
  remediation: "Give the livenessProbe a cheaper check or a higher failureThreshold.",
  kinds: longRunningKinds,
  decide: (pod, report) =>
    eachMainContainer(pod, report, ({ name, path, tree }) => {
      const [liveness, readiness] = [at(tree, "livenessProbe"), at(tree, "readinessProbe")];
      if (liveness === undefined || readiness === undefined) return;
      report.when(
        same(filled(liveness), filled(readiness)),
        `${path}.livenessProbe`,
        `container "${name}" has twice the same probe: set another livenessProbe`,
        name,
      );
    }),
});

function filled(probe: Tree): Tree {
  if (probe === unknown) return unknown;
  const request = at(probe, "httpGet");
  if (request === unknown) return { ...defaults, ...probe };
  return { ...defaults, ...probe, httpGet: { scheme: "HTTP", path: "/", ...request } };
}

/** Deep equality; unknown where unknown parts alone leave it open. */
function same(a: Tree, b: Tree): Truth {
  if (a === unknown || b === unknown) return unknown;
  if (typeof a !== "object" || typeof b !== "object") return a === b;
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return all([...keys].map((key) => same(at(a, key), at(b, key))));
}
