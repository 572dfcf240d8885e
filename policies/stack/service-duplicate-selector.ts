import { stackRule } from "../engine/define.ts";
import type { Stack } from "../engine/stack.ts";
import { push } from "../lib/multimap.ts";
import { nameOf } from "../lib/objects.ts";
import { unknown } from "../lib/unknown.ts";
import { alike } from "./object-index.ts";
import { type Service, services } from "./services.ts";

/** Two Services for the same pods: one of them was meant for others. */
export const serviceDuplicateSelector = stackRule({
  id: "stack-service-duplicate-selector",
  controls: ["service.duplicateSelector"],
  severity: "low",
  frameworks: [],
  description: "Two Services of a namespace should not select the same pods.",
  remediation: "Correct one of the selectors, or join the Services.",
  url: "https://kubernetes.io/docs/concepts/services-networking/service/",
  decide(stack, report) {
    const { known, vague } = stack.view(bySelector);
    for (const group of known.values()) {
      for (const service of group) {
        const other = group.find((one) => one !== service);
        if (!other) continue;
        const message = `same selector as ${nameOf(other.object)}: correct one, or join them`;
        report(service.object).fail("spec.selector", message);
      }
    }
    for (const service of vague) {
      for (const other of stack.view(services)) {
        if (other === service || !mayEqual(service, other)) continue;
        report(service.object).unknown("spec.selector");
        report(other.object).unknown("spec.selector");
      }
    }
  },
});

function bySelector(stack: Stack) {
  const known = new Map<string, Service[]>();
  const vague: Service[] = [];
  for (const service of stack.view(services)) {
    if (service.selects === false) continue;
    const key = keyOf(service);
    if (key === undefined) vague.push(service);
    else push(known, key, service);
  }
  return { known, vague };
}

/** Equal for Services of one namespace with the same selector; undefined if that can't be told. */
function keyOf({ namespace, selector, selects }: Service): string | undefined {
  if ([namespace, selects, ...Object.values(selector)].includes(unknown)) return undefined;
  return JSON.stringify([namespace, Object.entries(selector).sort()]);
}

function mayEqual(one: Service, other: Service): boolean {
  if (other.selects === false || !alike(one.namespace, other.namespace)) return false;
  const keys = [one, other].flatMap(({ selector }) => Object.keys(selector));
  return keys.every((key) => alike(at(one, key), at(other, key)));
}

function at({ selector }: Service, key: string): unknown {
  return selector === unknown ? unknown : selector[key];
}
