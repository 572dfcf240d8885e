/** The page and, through the frontend, the backend: one request each in an iteration. */
import { check } from "k6";
import http from "k6/http";

import { baseUrl, options as fromProfile, timeout } from "./lib/profile.js";
import { record, started } from "./lib/record.js";

export { handleSummary } from "./lib/record.js";

const paths = ["/", "/api"];

export const options = fromProfile();

export default function () {
  started();
  for (const path of paths) {
    const response = http.get(`${baseUrl}${path}`, { tags: { name: path }, timeout });
    record(response);
    check(response, {
      "status is 200": ({ status }) => status === 200,
      "body is not empty": ({ body }) => Boolean(body) && body.length > 0,
    });
  }
}
