import { isMap } from "../model/values.ts";
import type { Kind } from "../model/objects.ts";

/** The schemas of a cluster's kinds; those of a group are asked for when the first is needed. */
export class Schemas {
  private readonly fetch: (path: string) => Promise<any>;
  private readonly groups = new Map<string, Promise<any>>();

  constructor(fetch: (path: string) => Promise<any>) {
    this.fetch = fetch;
  }

  /** Whether the server drops a field because the kind has none of that name. */
  async lacks({ apiVersion, kind }: Kind, path: (string | number)[]): Promise<boolean> {
    const root = apiVersion.includes("/") ? "apis" : "api";
    if (!this.groups.has(apiVersion)) {
      const asked = this.fetch(`/openapi/v3/${root}/${apiVersion}`).catch(() => undefined);
      this.groups.set(apiVersion, asked);
    }
    const schemas = (await this.groups.get(apiVersion)!)?.components?.schemas ?? {};
    const [group, version] = root === "api" ? ["", apiVersion] : apiVersion.split("/");
    const isMeant = (is: any) => is.group === group && is.version === version && is.kind === kind;
    const own = Object.values<any>(schemas).find((schema) =>
      schema["x-kubernetes-group-version-kind"]?.some(isMeant),
    );
    return own !== undefined && isUnknown(schemas, own, path);
  }
}

function isUnknown(schemas: any, schema: any, path: (string | number)[]): boolean {
  const [step, ...rest] = path;
  const { properties, additionalProperties, items, ...more } = resolve(schemas, schema);
  if (step === undefined || more["x-kubernetes-preserve-unknown-fields"]) return false;
  const isItem = typeof step === "number";
  const below = isItem ? items : (properties?.[step] ?? additionalProperties);
  if (isMap(below)) return isUnknown(schemas, below, rest);
  return !isItem && isMap(properties) && !additionalProperties;
}

/** Follows the references of a schema to where it says what it has. */
function resolve(schemas: any, schema: any): any {
  const [inner = schema] = schema.allOf?.length === 1 ? schema.allOf : [];
  const name = /^#\/components\/schemas\/(.*)$/.exec(inner.$ref ?? "")?.[1];
  return name ? resolve(schemas, schemas[name] ?? {}) : inner;
}
