import {
  type PolicyConfigSchema,
  type ReportViolation,
  type ResourceValidationPolicy,
  type StackValidationPolicy,
  UnknownValueError,
} from "@pulumi/policy";

import { nameOf } from "../lib/objects.ts";
import { judgeObject, judgeStack } from "./evaluate.ts";
import { type PulumiResource, fromResource } from "./normalise.ts";
import { remediationOf } from "./remediations.ts";
import type { ObjectRule, Outcome, Rule, StackRule } from "./rule.ts";
import { Stack } from "./stack.ts";
import { type WaiverBook } from "./waiver-book.ts";

/** What Pulumi puts for a string it does not know yet, which is how an undecided rule is told. */
const unknownString = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

type Policy = ResourceValidationPolicy | StackValidationPolicy;
type Reporter = (violation: Parameters<ReportViolation>[0] | object) => void;

/** The rule as a policy of Pulumi's own policy engine. */
export function toPolicy(rule: Rule, waivers: WaiverBook): Policy {
  const facts = {
    name: rule.id,
    description: rule.description,
    severity: rule.severity,
    enforcementLevel: rule.level,
    tags: rule.controls,
    remediationSteps: rule.remediation,
    configSchema: schemaOf(rule),
    ...(rule.url === undefined ? {} : { url: rule.url }),
    ...(rule.frameworks.length === 0 ? {} : { framework: frameworkOf(rule) }),
  };
  const remediateResource = remediationOf(rule.id);
  return {
    ...facts,
    ...(rule.scope === "object" ? validateObject(rule, waivers) : validateAll(rule, waivers)),
    ...(remediateResource === undefined ? {} : { remediateResource }),
  };
}

function frameworkOf({ frameworks }: Rule) {
  return { name: frameworks[0]!, version: "", reference: frameworks.join("; "), specification: "" };
}

/** Waivers of one rule can be given beside its parameters. */
function schemaOf(rule: Rule): PolicyConfigSchema {
  const waivers = {
    type: "array" as const,
    items: { type: "object" as const },
    description: "Waivers of this rule: object or container, reason, owner, expires.",
  };
  return { properties: { ...rule.parameters, waivers } };
}

function validateObject(rule: ObjectRule, waivers: WaiverBook) {
  const validateResource: ResourceValidationPolicy["validateResource"] = (
    args,
    reportViolation,
  ) => {
    const objects = fromResource(args);
    if (objects.length === 0) return;
    const parameters = configOf(args, rule, waivers);
    const outcomes = objects.flatMap((object) => judgeObject(rule, object, parameters));
    tell(waivers.unwaived(rule.id, outcomes), ({ message }) => reportViolation(message));
  };
  return { validateResource };
}

function validateAll(rule: StackRule, waivers: WaiverBook) {
  const validateStack: StackValidationPolicy["validateStack"] = (args, reportViolation) => {
    const outcomes = judgeStack(rule, stackOf(args.resources), configOf(args, rule, waivers));
    tell(waivers.unwaived(rule.id, outcomes), ({ message, urn }) =>
      (reportViolation as Reporter)({ message, ...(urn === undefined ? {} : { urn }) }),
    );
  };
  return { validateStack };
}

let latest = new Stack([]);

/** The resources as a stack, the same one for every rule of a run. */
export function stackOf(resources: readonly PulumiResource[]): Stack {
  const objects = resources.flatMap(fromResource);
  const same =
    objects.length === latest.objects.length &&
    objects.every((object, index) => object === latest.objects[index]);
  if (!same) latest = new Stack(objects);
  return latest;
}

function configOf(args: { getConfig?: () => object }, rule: Rule, waivers: WaiverBook): object {
  const { waivers: own, ...parameters } = (args.getConfig?.() ?? {}) as { waivers?: unknown };
  if (own !== undefined) waivers.addConfigured(rule.id, own);
  waivers.remember(rule, parameters);
  return parameters;
}

/** Reports offences; where there is none but something is undecided, says so the engine's way. */
function tell(
  outcomes: Outcome[],
  report: (violation: { message: string; urn: string | undefined }) => void,
): void {
  const offences = outcomes.filter(({ verdict }) => verdict === "fail");
  for (const { object, field, message } of offences) {
    const { urn } = object.source;
    report({ message: `${nameOf(object)}, ${object.prefix}${field}: ${message}`, urn });
  }
  const [undecided] = outcomes;
  if (offences.length === 0 && undecided) {
    const { object, field } = undecided;
    throw new UnknownValueError(unknownString, `${object.prefix}${field}`.split("."));
  }
}
