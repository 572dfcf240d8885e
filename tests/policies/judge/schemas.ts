/** What SARIF 2.1.0 (OASIS, 2020) demands of the parts that we write, closed against strays. */
const text = {
  type: "object",
  required: ["text"],
  additionalProperties: false,
  properties: { text: { type: "string", minLength: 1 }, markdown: { type: "string" } },
};

const level = { enum: ["none", "note", "warning", "error"] };

const location = {
  type: "object",
  additionalProperties: false,
  properties: {
    physicalLocation: {
      type: "object",
      required: ["artifactLocation"],
      additionalProperties: false,
      properties: {
        artifactLocation: {
          type: "object",
          additionalProperties: false,
          properties: { uri: { type: "string", format: "uri-reference" } },
        },
        region: {
          type: "object",
          additionalProperties: false,
          properties: { startLine: { type: "integer", minimum: 1 } },
        },
      },
    },
    logicalLocations: {
      type: "array",
      items: {
        type: "object",
        additionalProperties: false,
        properties: {
          name: { type: "string" },
          fullyQualifiedName: { type: "string" },
          kind: { type: "string" },
        },
      },
    },
  },
};

const descriptor = {
  type: "object",
  required: ["id"],
  additionalProperties: false,
  properties: {
    id: { type: "string" },
    shortDescription: text,
    fullDescription: text,
    help: text,
    helpUri: { type: "string", format: "uri" },
    defaultConfiguration: { type: "object", additionalProperties: false, properties: { level } },
    properties: {
      type: "object",
      properties: { tags: { type: "array", uniqueItems: true, items: { type: "string" } } },
    },
  },
};

const result = {
  type: "object",
  required: ["message"],
  additionalProperties: false,
  properties: {
    ruleId: { type: "string" },
    ruleIndex: { type: "integer", minimum: 0 },
    kind: { enum: ["notApplicable", "pass", "fail", "review", "open", "informational"] },
    level,
    message: text,
    locations: { type: "array", items: location },
    partialFingerprints: { type: "object", additionalProperties: { type: "string" } },
    suppressions: {
      type: "array",
      items: {
        type: "object",
        required: ["kind"],
        additionalProperties: false,
        properties: { kind: { enum: ["inSource", "external"] }, justification: { type: "string" } },
      },
    },
  },
};

export const sarifSchema = {
  type: "object",
  required: ["version", "runs"],
  additionalProperties: false,
  properties: {
    $schema: { type: "string", format: "uri" },
    version: { const: "2.1.0" },
    runs: {
      type: "array",
      items: {
        type: "object",
        required: ["tool"],
        additionalProperties: false,
        properties: {
          tool: {
            type: "object",
            required: ["driver"],
            additionalProperties: false,
            properties: {
              driver: {
                type: "object",
                required: ["name"],
                additionalProperties: false,
                properties: {
                  name: { type: "string", minLength: 1 },
                  informationUri: { type: "string", format: "uri" },
                  rules: { type: "array", uniqueItems: true, items: descriptor },
                },
              },
            },
          },
          columnKind: { enum: ["utf16CodeUnits", "unicodeCodePoints"] },
          results: { type: "array", items: result },
        },
      },
    },
  },
};

const count = { type: "integer", minimum: 0 };
const string = { type: "string" };

/** What the definitions of openreports.io/v1alpha1 Report and ClusterReport allow. */
export const openReportsSchema = {
  type: "object",
  required: ["apiVersion", "kind", "metadata"],
  additionalProperties: false,
  properties: {
    apiVersion: { const: "openreports.io/v1alpha1" },
    kind: { enum: ["Report", "ClusterReport"] },
    metadata: {
      type: "object",
      required: ["name"],
      additionalProperties: false,
      properties: { name: string, namespace: string },
    },
    source: string,
    summary: {
      type: "object",
      additionalProperties: false,
      properties: { pass: count, fail: count, warn: count, error: count, skip: count },
    },
    results: {
      type: "array",
      items: {
        type: "object",
        required: ["policy"],
        additionalProperties: false,
        properties: {
          source: string,
          policy: string,
          rule: string,
          category: string,
          severity: { enum: ["critical", "high", "low", "medium", "info"] },
          result: { enum: ["pass", "fail", "warn", "error", "skip"] },
          scored: { type: "boolean" },
          message: string,
          resources: {
            type: "array",
            items: {
              type: "object",
              additionalProperties: false,
              properties: { apiVersion: string, kind: string, name: string, namespace: string },
            },
          },
          properties: { type: "object", additionalProperties: string },
        },
      },
    },
  },
};

const severity = { enum: ["low", "medium", "high", "critical"] };

/** Our own report, schema version 1. */
export const jsonSchema = {
  type: "object",
  required: ["schemaVersion", "summary", "findings"],
  additionalProperties: false,
  properties: {
    schemaVersion: { const: "1" },
    summary: {
      type: "object",
      required: ["objects", "ignored", "rules", "fail", "unknown", "waived", "error"],
      additionalProperties: count,
    },
    rights: {
      type: "object",
      required: ["gained", "lost", "undecided"],
      additionalProperties: { type: "array", items: string },
    },
    findings: {
      type: "array",
      items: {
        type: "object",
        required: ["rule", "controls", "severity", "level", "verdict", "message"],
        additionalProperties: false,
        properties: {
          rule: string,
          controls: { type: "array", items: string },
          severity,
          level: { enum: ["advisory", "mandatory"] },
          verdict: { enum: ["fail", "unknown", "waived", "error"] },
          object: {
            type: "object",
            required: ["apiVersion", "kind", "name"],
            additionalProperties: false,
            properties: { apiVersion: string, kind: string, name: string, namespace: string },
          },
          container: string,
          field: string,
          message: string,
          file: string,
          line: { type: "integer", minimum: 1 },
          urn: string,
          waiver: {
            type: "object",
            required: ["reason", "owner", "expires"],
            additionalProperties: false,
            properties: { reason: string, owner: string, expires: string },
          },
        },
      },
    },
  },
};
