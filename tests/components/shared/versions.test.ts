import assert from "node:assert/strict";

import { imageSets } from "../../../components/shared/versions.ts";
import { images, referencesOf } from "../../../embedded/images/list.ts";

describe("imageSets", () => {
  it("asks the embedded cluster for images that are built for it", () => {
    const built = images.flatMap(referencesOf);
    const asked = Object.values(imageSets.embedded);
    assert.deepEqual(
      asked.filter((reference) => !built.includes(reference)),
      [],
    );
  });

  it("names every image by an exact tag", () => {
    for (const reference of Object.values(imageSets.official)) {
      assert.match(reference, /^(docker|ghcr)\.io\/[a-z0-9/_-]+:v?\d+\.\d+(\.\d+)?(-[a-z]+)*$/);
    }
  });
});
