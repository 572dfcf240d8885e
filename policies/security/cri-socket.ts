import { podRule } from "../engine/define.ts";
import { at } from "../lib/objects.ts";
import { is } from "../lib/unknown.ts";
import { eachVolume } from "../lib/volumes.ts";

/** The socket, the directory that holds it, or the pipe that Windows has in its place. */
const socket = new RegExp(
  [
    /(^|\/)(docker|containerd|crio|cri-dockerd|dockershim|podman)\.sock(\.ttrpc)?\/*$/,
    /^(\/var)?\/run\/(docker|containerd|crio)\/*$/,
    /[\\/]pipe[\\/](docker_engine|containerd-containerd|cri-dockerd)$/,
  ]
    .map(({ source }) => source)
    .join("|"),
);

/** Who can speak to the container runtime can start any container on the node. */
export const criSocket = podRule({
  id: "security-cri-socket",
  controls: ["host.criSocket"],
  severity: "critical",
  frameworks: ["NSA/CISA: Pod security", "MITRE T1610"],
  description: "Pods must not mount the socket of the container runtime.",
  remediation: "Remove the volume; build images with a builder that needs no runtime.",
  decide: (pod, report) =>
    eachVolume(pod, report, ({ name, path, tree }) =>
      report.when(
        is(at(tree, "hostPath", "path"), (text) => socket.test(String(text))),
        `${path}.hostPath.path`,
        `volume "${name}" is the socket of the container runtime: remove it`,
      ),
    ),
});
