import { createDecipheriv, pbkdf2 } from "node:crypto";
import { promisify } from "node:util";

import { equal } from "../../../embedded/plugins/kubernetes/model/objects.ts";
import { isMap } from "../../../embedded/plugins/kubernetes/model/values.ts";
import { chance, filled, fleeting } from "./deliberate.ts";
import { nameOf } from "./events.ts";

const SIGNATURE = "4dabf18193072939515e22adb298388d";

/** What a state remembers of a resource, without what goes without saying. */
export interface Remembered {
  /** Where it is not the namespace and name of the inputs. */
  id?: string;
  /** Without the apiVersion and kind, where the type of the resource says the same. */
  inputs?: any;
  /** By path, where they differ from the inputs: null for what is missing. */
  outputs?: Record<string, any>;
  /** Who manages fields of the live object, but for the cluster's own controllers. */
  managers?: string;
  /** It was made but is not ready. */
  unready?: true;
  /** It is to be deleted yet. */
  old?: true;
}

export type State = Record<string, Remembered | Record<string, any>>;

/** A deployment as records show it: the resources by their names, and the program's outputs. */
export async function stateIn(deployment: any, passphrase: string): Promise<State> {
  const decrypt = await decrypter(deployment?.secrets_providers?.state?.salt, passphrase);
  const state: State = {};
  for (const resource of deployment?.resources ?? []) {
    const { urn, type, outputs = {} } = resource;
    if (type === "pulumi:pulumi:Stack") {
      if (Object.keys(outputs).length > 0) state.outputs = plain(reveal(outputs, decrypt));
    } else if (!type.startsWith("pulumi:providers:")) {
      const name = nameOf(urn) + (resource.delete ? " (old)" : "");
      state[name] = remembered(reveal(resource, decrypt));
    }
  }
  return state;
}

function remembered({ type, id, inputs: given = {}, outputs, delete: old, initErrors }: any) {
  const inputs = plain(given);
  const { __inputs, __fieldManager, __initialApiVersion, ...live } = plain(outputs ?? {});
  const shown = { ...inputs };
  const [, within = "", kind] = type.split(":");
  if (`core/${inputs.apiVersion}` === within || inputs.apiVersion === within) {
    delete shown.apiVersion;
    if (inputs.kind === kind) delete shown.kind;
  }
  const { name, namespace } = inputs.metadata ?? {};
  const result: Remembered = {};
  if (id && plainText(id) !== (namespace ? `${namespace}/${name}` : name))
    result.id = plainText(id);
  result.inputs = shown;
  const differing = beyond(live, inputs);
  const more = {
    ...(__inputs && !equal(__inputs, inputs) ? { __inputs } : {}),
    ...(/^pulumi-kubernetes-<hex>$/.test(__fieldManager) ? {} : { __fieldManager }),
    ...(__initialApiVersion === inputs.apiVersion ? {} : { __initialApiVersion }),
  };
  Object.assign(differing, more);
  if (Object.keys(differing).length > 0) result.outputs = differing;
  const fields = outputs?.metadata?.managedFields;
  if (fields) result.managers = managersIn(fields);
  if (initErrors?.length) result.unready = true;
  if (old) result.old = true;
  return result;
}

/** What `live` has, lacks or has otherwise than `inputs`, by path. */
function beyond(live: any, inputs: any, path = ""): Record<string, any> {
  const both = [live, inputs];
  const isList = both.every(Array.isArray) && live.length === inputs.length;
  if (!isList && !both.every(isMap)) {
    const isFilled = inputs === undefined && filled.some(({ where }) => where.test(path));
    return isFilled || equal(live, inputs) ? {} : { [path]: live ?? null };
  }
  const step = (key: string) => (isList ? `${path}[${key}]` : path ? `${path}.${key}` : key);
  const keys = [...new Set([...Object.keys(live), ...Object.keys(inputs)])].sort();
  const found = keys.map((key) => beyond(live[key], inputs[key], step(key)));
  return Object.assign({}, ...found);
}

function managersIn(fields: any[]): string {
  return fields
    .filter(({ manager, subresource }) => !/^(kube|k8s)/.test(manager) && !subresource)
    .map(({ manager, operation }) => plainText(`${manager}/${operation}`))
    .sort()
    .join(", ");
}

const plainText = (text: string): string =>
  chance.reduce((result, { what, as }) => result.replaceAll(what, as), text);

/** A value without chance, and of a live object without what is fleeting. */
function plain(value: any, path = ""): any {
  if (typeof value === "string") return plainText(value);
  if (Array.isArray(value)) return value.map((item) => plain(item, path));
  if (!isMap(value)) return value;
  const below = (key: string) => (path && path !== "__inputs" ? `${path}.${key}` : key);
  const kept = Object.keys(value).filter((key) => {
    return !fleeting.some(({ where }) => where.test(below(key)));
  });
  if (kept.length === 0 && Object.keys(value).length > 0) return undefined;
  const entries = kept.sort().map((key) => [key, plain(value[key], below(key))]);
  return Object.fromEntries(entries.filter(([, child]) => child !== undefined));
}

/** Secrets as what they hold, marked as such. */
function reveal(value: any, decrypt: (text: string) => string): any {
  if (Array.isArray(value)) return value.map((item) => reveal(item, decrypt));
  if (!isMap(value)) return value;
  if (SIGNATURE in value) return { secret: JSON.parse(decrypt(value.ciphertext)) };
  const entries = Object.entries(value).map(([key, child]) => [key, reveal(child, decrypt)]);
  return Object.fromEntries(entries);
}

/** Reads what Pulumi's passphrase secrets provider wrote: `v1:<nonce>:<encrypted>`. */
async function decrypter(salt = "", passphrase: string): Promise<(text: string) => string> {
  const bytes = (text = "") => Buffer.from(text, "base64");
  const [, seed] = salt.split(":");
  const key = await promisify(pbkdf2)(passphrase, bytes(seed), 1_000_000, 32, "sha256");
  return (text) => {
    const [, nonce, encrypted] = text.split(":").map(bytes);
    const cipher = createDecipheriv("aes-256-gcm", key, nonce!).setAuthTag(
      encrypted!.subarray(-16),
    );
    return cipher.update(encrypted!.subarray(0, -16)) + cipher.final("utf8");
  };
}
