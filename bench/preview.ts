import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { median } from "../checks/statistics/median.ts";
import { type Contestant, runIn, runtime, seconds, writePackage, writeProject } from "./project.ts";

const ROUNDS = 3;

export interface PreviewEnvironment {
  contestant: Contestant;
  /** Path of the cluster's kubeconfig. */
  kubeconfig: string;
  /** Path of the policy pack. */
  pack: string;
  /** Numbers of objects, each raised to whole services of eight. @default [200, 1000] */
  sizes?: number[];
  /** Told of each step before it begins. @default - nobody */
  report?: (line: string) => void;
}

const ways = ["without", "withEmptyPack", "withPolicies"] as const;
type Way = (typeof ways)[number];

/** Medians of the seconds that previews of one number of objects took. */
export interface Previewed {
  objects: number;
  without: number;
  /** With a pack whose one policy looks at nothing: what Pulumi itself takes for it. */
  withEmptyPack: number;
  withPolicies: number;
}

/**
 * Previews the same new objects with the policy pack, with one that judges nothing, and without,
 * in turns; makes none of them.
 */
export async function benchPreview(environment: PreviewEnvironment): Promise<Previewed[]> {
  const folder = await mkdtemp(join(tmpdir(), "shakedown-bench-"));
  const previewed: Previewed[] = [];
  try {
    await writeEmptyPack(join(folder, "empty"));
    for (const objects of environment.sizes ?? [200, 1000]) {
      previewed.push(await measure(environment, folder, objects));
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return previewed;
}

async function measure(
  { contestant, kubeconfig, pack, report = () => {} }: PreviewEnvironment,
  folder: string,
  size: number,
): Promise<Previewed> {
  const project = join(folder, `preview-${size}`);
  const declared = services(size);
  const objects = declared.length;
  await writeProject(project, declared);
  const pulumi = (...args: string[]) =>
    runIn(contestant, project, args, { KUBECONFIG: kubeconfig });
  await pulumi("stack", "init", "bench");
  const flags = {
    without: [],
    withEmptyPack: ["--policy-pack", join(folder, "empty")],
    withPolicies: ["--policy-pack", pack],
  };
  const took = { without: [], withEmptyPack: [], withPolicies: [] } as Record<Way, number[]>;
  for (let round = 1; round <= ROUNDS; round++) {
    report(`preview of ${objects} objects, round ${round} of ${ROUNDS}`);
    for (const way of ways) {
      took[way].push(await seconds(() => pulumi("preview", ...flags[way])));
    }
  }
  await pulumi("stack", "rm", "bench", "--yes", "--force");
  return {
    objects,
    without: median(took.without),
    withEmptyPack: median(took.withEmptyPack),
    withPolicies: median(took.withPolicies),
  };
}

const writeEmptyPack = (folder: string) =>
  writePackage(folder, {
    "PulumiPolicy.yaml": runtime,
    "package.json":
      '{ "name": "empty", "version": "1.0.0", "type": "commonjs", "main": "index.js" }',
    "index.js": EMPTY_PACK,
  });

const EMPTY_PACK = `
const { PolicyPack } = require("@pulumi/policy");
const policy = { name: "none", description: "Looks at nothing.", enforcementLevel: "mandatory" };
new PolicyPack("empty", { policies: [{ ...policy, validateResource() {} }] });
`;

/**
 * Web services of eight objects each, hardened as the policies ask for: at least `count` objects. One
 * without its last objects would be refused, for the want of a NetworkPolicy.
 */
export function services(count: number): object[] {
  return Array.from({ length: Math.ceil(count / 8) }, (_, index) => service(`web-${index}`)).flat();
}

function service(name: string): object[] {
  const metadata = { name, namespace: "default" };
  const labels = { app: name };
  const rbac = "rbac.authorization.k8s.io";
  const resources = {
    requests: { cpu: "50m", memory: "64Mi" },
    limits: { cpu: "50m", memory: "64Mi" },
  };
  const securityContext = {
    ...{ allowPrivilegeEscalation: false, readOnlyRootFilesystem: true },
    capabilities: { drop: ["ALL"] },
  };
  const probe = { httpGet: { path: "/", port: 8080 } };
  const probes = { livenessProbe: probe, readinessProbe: probe, startupProbe: probe };
  const image = "registry.example.com/web:1.2.3";
  const pod = {
    serviceAccountName: name,
    automountServiceAccountToken: false,
    securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
    containers: [{ name: "web", image, resources, securityContext, ...probes }],
  };
  const selector = { matchLabels: labels };
  const template = { metadata: { labels }, spec: pod };
  const policy = { podSelector: selector, policyTypes: ["Ingress", "Egress"] };
  const roleRef = { apiGroup: rbac, kind: "Role", name };
  const subjects = [{ kind: "ServiceAccount", ...metadata }];
  const rules = [{ apiGroups: [""], resources: ["configmaps"], verbs: ["get"] }];
  const of = (apiVersion: string, kind: string, rest: object) => ({
    ...{ apiVersion, kind, metadata },
    ...rest,
  });
  return [
    of("apps/v1", "Deployment", { spec: { replicas: 2, selector, template } }),
    of("v1", "Service", { spec: { selector: labels, ports: [{ port: 80 }] } }),
    of("v1", "ServiceAccount", { automountServiceAccountToken: false }),
    of("v1", "ConfigMap", { data: { text: "x".repeat(200) } }),
    of("v1", "Secret", { stringData: { key: "x".repeat(200) } }),
    of(`${rbac}/v1`, "Role", { rules }),
    of(`${rbac}/v1`, "RoleBinding", { roleRef, subjects }),
    of("networking.k8s.io/v1", "NetworkPolicy", { spec: policy }),
  ];
}
