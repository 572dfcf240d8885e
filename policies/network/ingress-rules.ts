import { type KubeObject, type Tree, at, listAt } from "../lib/objects.ts";
import { unknown } from "../lib/unknown.ts";

/** Visits the host of each rule of an Ingress. */
export function eachHost(
  ingress: KubeObject,
  report: { unknown(field: string): void },
  visit: (host: Tree, field: string) => void,
): void {
  const rules = listAt(ingress.tree, "spec", "rules");
  if (rules === unknown) return report.unknown("spec.rules");
  rules.forEach((rule, index) => visit(at(rule, "host"), `spec.rules[${index}].host`));
}
