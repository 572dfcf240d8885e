/** How a tool comes out of its Go module, which lies in `go/<tool>/`. */
export interface Recipe {
  /** Go module whose version is the tool's; `undefined` for a program of our own. */
  module?: string;
  /** Package of each binary; `.` is the folder's own. */
  binaries: Record<string, string>;
  /** Further names of the binary of that name: it looks at the name it was called by. */
  names?: Record<string, string[]>;
  /** Files of the module that lie beside the binaries, by the names they get. @default - none */
  files?: (version: string) => Record<string, string>;
  /** String variables that the linker sets. @default - none */
  stamps?: (version: string) => Record<string, string>;
  /** Debian packages of C headers that the module leaves out. @default - none: no C is compiled */
  headers?: readonly string[];
  /** A release that is found on PATH is used instead when `accepts` its version. */
  onPath?: { command: string; versionArguments: string[]; accepts: (version: Version) => boolean };
}

/** `major.minor.patch`. */
export type Version = readonly [number, number, number];

/** A tool that `ensureTools` provides. */
export type Tool = keyof typeof recipes;

const cni = "github.com/containernetworking/plugins";
const redisExporter = "github.com/oliver006/redis_exporter";
const cloudNativePg = "github.com/cloudnative-pg/cloudnative-pg";
const barmanCloud = "github.com/cloudnative-pg/plugin-barman-cloud";

function kubernetesStamps(version: string): Record<string, string> {
  const [, major = "", minor = ""] = /^v(\d+)\.(\d+)/.exec(version) ?? [];
  const stamps = { gitVersion: version, gitMajor: major, gitMinor: minor, gitTreeState: "clean" };
  return Object.fromEntries(
    ["k8s.io/component-base/version", "k8s.io/client-go/pkg/version"].flatMap((holder) =>
      Object.entries(stamps).map(([name, value]) => [`${holder}.${name}`, value]),
    ),
  );
}

/** All tools, the slow and first needed first. */
export const recipes = {
  pulumi: {
    module: "github.com/pulumi/pulumi/pkg/v3",
    binaries: { pulumi: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi" },
    stamps: (version) => ({ "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version": version }),
    onPath: {
      command: "pulumi",
      versionArguments: ["version"],
      accepts: ([major, minor]) => major === 3 && minor >= 250 && minor < 260,
    },
  },
  kubernetes: {
    module: "k8s.io/kubernetes",
    binaries: { kubernetes: "." },
    names: {
      kubernetes: [
        "kube-apiserver",
        "kube-controller-manager",
        "kube-proxy",
        "kube-scheduler",
        "kubeadm",
        "kubectl",
        "kubelet",
      ],
    },
    stamps: kubernetesStamps,
  },
  etcd: { module: "go.etcd.io/etcd/server/v3", binaries: { etcd: "go.etcd.io/etcd/server/v3" } },
  coredns: {
    module: "github.com/coredns/coredns",
    binaries: { coredns: "github.com/coredns/coredns" },
  },
  cni: {
    module: cni,
    binaries: {
      bridge: `${cni}/plugins/main/bridge`,
      "host-local": `${cni}/plugins/ipam/host-local`,
      loopback: `${cni}/plugins/main/loopback`,
      portmap: `${cni}/plugins/meta/portmap`,
    },
    stamps: (version) => ({ [`${cni}/pkg/utils/buildversion.BuildVersion`]: version }),
  },
  "kube-router": {
    module: "github.com/cloudnativelabs/kube-router",
    binaries: { "kube-router": "github.com/cloudnativelabs/kube-router/cmd/kube-router" },
    stamps: (version) => ({
      "github.com/cloudnativelabs/kube-router/pkg/version.Version": version,
    }),
  },
  "local-path-provisioner": {
    module: "github.com/rancher/local-path-provisioner",
    binaries: { "local-path-provisioner": "github.com/rancher/local-path-provisioner" },
    stamps: (version) => ({ "main.VERSION": version }),
  },
  "metrics-server": {
    module: "sigs.k8s.io/metrics-server",
    binaries: { "metrics-server": "sigs.k8s.io/metrics-server/cmd/metrics-server" },
  },
  ollama: {
    module: "github.com/ollama/ollama",
    binaries: { ollama: "github.com/ollama/ollama" },
    stamps: (version) => ({ "github.com/ollama/ollama/version.Version": version.slice(1) }),
    headers: ["libminiaudio-dev", "libstb-dev", "nlohmann-json3-dev"],
  },
  "cloudnative-pg": {
    module: cloudNativePg,
    binaries: { manager: `${cloudNativePg}/cmd/manager` },
    files: (version) => ({ "release.yaml": `releases/cnpg-${version.slice(1)}.yaml` }),
    stamps: (version) => ({ [`${cloudNativePg}/pkg/versions.buildVersion`]: version.slice(1) }),
  },
  "barman-cloud": {
    module: barmanCloud,
    binaries: { manager: `${barmanCloud}/cmd/manager` },
    files: () => ({ "release.yaml": "manifest.yaml" }),
  },
  versitygw: {
    module: "github.com/versity/versitygw",
    binaries: { versitygw: "github.com/versity/versitygw/cmd/versitygw" },
    stamps: (version) => ({ "main.Version": version }),
  },
  "redis-exporter": {
    module: redisExporter,
    binaries: { redis_exporter: redisExporter },
    stamps: (version) => ({ "main.BuildVersion": version }),
  },
  k6: { module: "go.k6.io/k6", binaries: { k6: "go.k6.io/k6" } },
  pause: { binaries: { pause: "." } },
} satisfies Record<string, Recipe>;

/** Names of all tools. */
export const allTools = Object.keys(recipes) as Tool[];
