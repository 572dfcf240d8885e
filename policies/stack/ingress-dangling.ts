import { stackRule } from "../engine/define.ts";
import type { Stack } from "../engine/stack.ts";
import { type KubeObject, type Tree, at, isKind, listAt, wordAt } from "../lib/objects.ts";
import { type Truth, type Unknown, all, any, is, not, unknown } from "../lib/unknown.ts";
import { type Backend, backends } from "./ingresses.ts";
import { objectIndex } from "./object-index.ts";

/** A backend that is not there answers every request with 503. */
export const ingressDangling = stackRule({
  id: "stack-ingress-dangling",
  controls: ["ingress.dangling"],
  severity: "medium",
  frameworks: [],
  description: "The backends of an Ingress must be Services and ports of the stack.",
  remediation: "Correct the Service's name or port, or declare the Service.",
  url: "https://kubernetes.io/docs/concepts/services-networking/ingress/",
  decide(stack, report) {
    for (const backend of stack.view(backends)) {
      const { ingress, tree, field } = backend;
      const { name, port, key } = targetOf(tree);
      if (name === undefined) continue;
      if (name === unknown) {
        report(ingress).unknown(`${field}.${key}`);
        continue;
      }
      const found = candidates(backend, name, stack);
      const missing = `Service ${name} is not in the namespace: correct the name`;
      const exists = any(found.map(([, truth]) => truth));
      report(ingress).when(not(exists), `${field}.${key}`, missing);
      const served = any(found.map(([service]) => serves(service, port)));
      const noPort = `Service ${name} has no port ${String(port)}: correct the port`;
      report(ingress).when(all([exists, not(served)]), `${field}.${key}`, noPort);
    }
  },
});

interface Target {
  /** Absent for a backend that is no Service. */
  name: string | Unknown | undefined;
  /** Absent where no port is stated. */
  port: string | Unknown | undefined;
  key: string;
}

/** The Service of a backend; before networking.k8s.io/v1 it stood in serviceName and servicePort. */
function targetOf(backend: Tree): Target {
  const old = wordAt(backend, "serviceName");
  if (old !== undefined && old !== unknown) {
    return { name: old, port: wordAt(backend, "servicePort"), key: "serviceName" };
  }
  const service = at(backend, "service");
  const port = wordAt(service, "port", "name") || wordAt(service, "port", "number");
  return { name: wordAt(service, "name"), port, key: "service" };
}

function candidates({ namespace }: Backend, name: string, stack: Stack) {
  const found = stack.view(objectIndex).find({ namespace, kind: "Service", name });
  return found.filter(([object]) => isKind(object, "Service"));
}

function serves({ tree }: KubeObject, port: Target["port"]): Truth {
  if (port === undefined) return true;
  const ports = listAt(tree, "spec", "ports");
  if (ports === unknown || port === unknown) return unknown;
  if (ports.length === 0 && at(tree, "spec", "type") === "ExternalName") return true;
  return any(
    ports.map((one) => {
      const [name, number] = [wordAt(one, "name"), wordAt(one, "port")];
      return any([is(name, (value) => value === port), is(number, (value) => value === port)]);
    }),
  );
}
