import assert from "node:assert/strict";

import { fromManifest } from "../../../policies/engine/normalise.ts";
import { podOf } from "../../../policies/lib/pods.ts";
import { eachVolume } from "../../../policies/lib/volumes.ts";
import { unknownMark } from "../forms.ts";

describe("eachVolume", () => {
  it("calls a volume without a known name by its place", () => {
    const volumes = [{ name: "data" }, {}, { name: unknownMark }];
    const pod = { apiVersion: "v1", kind: "Pod", spec: { volumes } };
    const names: string[] = [];
    const [object] = fromManifest(pod, { label: "x" });
    eachVolume(podOf(object!)!, { unknown: assert.fail }, ({ name }) => names.push(name));
    assert.deepEqual(names, ["data", "#1", "#2"]);
  });
});
