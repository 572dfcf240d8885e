import type { Evidence } from "../run/document.ts";
import { type Finding, finding } from "../run/verdict.ts";
import type { Told } from "./rotation-commands.ts";
import type { RotationSpec } from "./rotation-spec.ts";

/** How a rotation ended. */
export interface Rotated {
  told: ReadonlyMap<string, Told>;
  takenSeconds?: number;
  finished: boolean;
}

/** Fewer requests on a way than this prove nothing. */
export const minRequests = 100;

/** Holds what the clients were told against a rotation that nobody should have noticed. */
export function judgeRotation(spec: RotationSpec, rotated: Rotated): Finding {
  const { ways, from, to, graceSeconds } = spec;
  const evidence = ways.flatMap(({ name }) => ofWay(spec, name, rotated.told.get(name)));
  if (rotated.takenSeconds !== undefined) {
    const value = Math.round(rotated.takenSeconds);
    const late = `later than the ${graceSeconds} s of grace that other clients have`;
    evidence.push({
      ...{ name: `clients took ${to.name}`, value, unit: "s", target: `<= ${graceSeconds} s` },
      ...(value <= graceSeconds ? { verdict: "pass" } : { verdict: "warn", reason: late }),
    });
  }
  if (!rotated.finished) {
    const reason = "requests failed, or came through no more: another run goes on from here";
    evidence.push({ name: "all steps were taken", verdict: "error", reason });
  }
  const requests = [...rotated.told.values()].reduce((sum, { answered }) => sum + answered, 0);
  return finding(
    evidence,
    `${requests} requests were answered and none failed; ${from} is shut out`,
  );
}

function ofWay(spec: RotationSpec, way: string, told?: Told): Evidence[] {
  const { answered = 0, failed = [], last } = told ?? {};
  const few = `${answered} are too few to tell anything`;
  return [
    {
      ...{ name: `requests answered by ${way}`, value: answered, target: `>= ${minRequests}` },
      ...(answered >= minRequests ? { verdict: "pass" } : { verdict: "error", reason: few }),
    },
    {
      ...{ name: `requests failed by ${way}`, value: failed.length, target: "0" },
      ...(failed.length === 0
        ? { verdict: "pass" }
        : { verdict: "fail", reason: `${failed.length}, the first of them: ${failed[0]}` }),
    },
    {
      ...{ name: `login in use by ${way}`, target: spec.to.name },
      ...(last && { value: last.login }),
      verdict: last?.login === spec.to.name ? "pass" : "fail",
    },
    ...oldPassword(spec, way, told),
    {
      ...{ name: `${spec.from} may log in, as told by ${way}`, target: "false" },
      ...(last && { value: last.open }),
      verdict: last?.open === false ? "pass" : "fail",
    },
  ];
}

/** That a password is refused proves something only where the same trial had it accepted before. */
function oldPassword({ from }: RotationSpec, way: string, told?: Told): Evidence[] {
  const name = `old password by ${way}`;
  const { first, old = [] } = told ?? {};
  if (first !== from) {
    const reason = "an earlier run had changed it: nobody here knows it any more";
    return [{ name, verdict: "skip", reason }];
  }
  const target = "accepted, then refused";
  if (!old.includes("accepted")) {
    return [{ name, target, verdict: "error", reason: "it was not accepted before, either" }];
  }
  const value = old.at(-1)!;
  return [{ name, value, target, verdict: value === "refused" ? "pass" : "fail" }];
}
