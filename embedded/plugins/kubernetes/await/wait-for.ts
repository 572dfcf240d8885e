import { annotation, type KubeObject } from "../model/objects.ts";
import { evaluate, parseJsonPath } from "../model/jsonpath.ts";
import { conditionOf, isObserved, ready, waiting, type Condition } from "./verdict.ts";

const WAIT_FOR = "pulumi.com/waitFor";

/** The condition that the `pulumi.com/waitFor` annotation states, if there is one. */
export function statedCondition(object: KubeObject): Condition | undefined {
  const stated = annotation(object, WAIT_FOR);
  if (!stated) return undefined;
  const conditions = expressions(stated).map(parse);
  return {
    needs: [],
    check(live, view) {
      const open = conditions.map((c) => c.check(live, view)).filter((v) => !v.ready);
      if (open.length === 0) return ready("Found what is waited for");
      return waiting(
        open[0]!.status,
        open.flatMap((v) => v.problems ?? []),
      );
    },
  };
}

/** Readiness as most controllers tell it, of kinds that nothing more is known about. */
export const usualCondition: Condition = {
  needs: [],
  check(object) {
    if (object.status?.observedGeneration !== undefined && !isObserved(object)) {
      return waiting("Waiting for the controller to see the change");
    }
    const list: any[] = object.status?.conditions ?? [];
    const open = list.find(
      ({ type, status }) =>
        (type === "Ready" && status !== "True") ||
        (/^(Reconciling|Stalled)$/.test(type) && status === "True"),
    );
    if (!open) return ready("Ready");
    const said = open.message ? `: ${open.message}` : "";
    return waiting(`Waiting for readiness${said}`, [
      `condition ${open.type} is ${open.status}${said}`,
    ]);
  },
};

function expressions(stated: string): string[] {
  let values: unknown;
  try {
    values = JSON.parse(stated);
  } catch {
    return [stated];
  }
  if (!Array.isArray(values)) return [stated];
  if (values.length === 0) throw new Error(`${WAIT_FOR}: at least one condition must be specified`);
  return values.map(String);
}

function parse(expression: string): Condition {
  if (expression.startsWith("jsonpath=")) return jsonPathCondition(expression.slice(9));
  if (expression.startsWith("condition=")) return namedCondition(expression.slice(10));
  const expected = 'expected a "jsonpath=" or "condition=" prefix';
  throw new Error(`${WAIT_FOR}: ${expected}, got "${expression}"`);
}

function namedCondition(text: string): Condition {
  const [type = "", wanted = "True"] = text.split("=");
  return {
    needs: [],
    check(object) {
      const found = conditionOf(object, type);
      if (found?.status === wanted) return ready(`Found condition ${text}`);
      const line = `Waiting for condition ${type}=${wanted}`;
      const said = found?.message ? `: ${found.message}` : "";
      return waiting(line, [`condition ${type} is ${found?.status ?? "missing"}${said}`]);
    },
  };
}

function jsonPathCondition(text: string): Condition {
  const match = /^(\{.*\})(?:=(.*))?$/s.exec(text);
  if (!match) throw new Error(`${WAIT_FOR}: "${text}" is not of the form {.path} or {.path}=value`);
  const path = parseJsonPath(match[1]!);
  const wanted = match[2]?.replace(/^(['"])(.*)\1$/s, "$2");
  return {
    needs: [],
    check(object) {
      if (object.status?.observedGeneration !== undefined && !isObserved(object)) {
        return waiting(`Waiting for ${text}`);
      }
      const found = evaluate(path, object);
      const isMet =
        wanted === undefined
          ? found.length > 0
          : found.length > 0 && found.every((value) => String(value) === wanted);
      if (isMet) return ready(`Found ${text}`);
      const have = found.length ? JSON.stringify(found[0]) : "nothing";
      return waiting(`Waiting for ${text} (found ${have})`, [`${match[1]} is ${have}`]);
    },
  };
}
