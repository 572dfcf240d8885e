import type { Outcome, Rule } from "./rule.ts";
import { judgeStack } from "./evaluate.ts";
import type { Stack } from "./stack.ts";
import { type HeldWaiver, checkWaivers, isExpired, todayOf, waive, waiversOn } from "./waivers.ts";

/** The waivers of a run, wherever they were written. */
export class WaiverBook {
  private readonly waivers: HeldWaiver[];
  private readonly today: string;
  private readonly configured = new Map<string, string>();
  private readonly parameters = new Map<Rule, object>();

  constructor(waivers: HeldWaiver[] = [], now: Date = new Date()) {
    this.waivers = waivers;
    this.today = todayOf(now);
  }

  /** Takes up the waivers that a rule's own configuration holds; the same ones only once. */
  addConfigured(rule: string, list: unknown): void {
    const text = JSON.stringify(list);
    if (this.configured.get(rule) === text) return;
    this.configured.set(rule, text);
    const named = Array.isArray(list) ? list.map((waiver) => ({ rule, ...waiver })) : list;
    this.waivers.push(...checkWaivers(named, `configuration of ${rule}`));
  }

  /** Keeps the parameters a rule ran with, to tell later whether its waivers are used. */
  remember(rule: Rule, parameters: object): void {
    this.parameters.set(rule, parameters);
  }

  /** The waiver that covers an outcome, if one does. */
  covering(rule: string, outcome: Outcome): HeldWaiver | undefined {
    const own = waiversOn(outcome.object);
    const all = own.length === 0 ? this.waivers : [...this.waivers, ...own];
    return all.length === 0 ? undefined : waive(rule, outcome, all, this.today);
  }

  /** The outcomes that no waiver covers. */
  unwaived(rule: string, outcomes: Outcome[]): Outcome[] {
    return outcomes.filter((outcome) => !this.covering(rule, outcome));
  }

  /**
   * One sentence for each waiver that has expired, that names none of `all` rules, or that gives
   * the rules that `judged` the stack nothing to waive.
   */
  stale(stack: Stack, judged: readonly Rule[], all: readonly Rule[] = judged): string[] {
    const held = [...this.waivers, ...stack.objects.flatMap(waiversOn)];
    return held.flatMap((waiver) => {
      if (isExpired(waiver, this.today)) {
        return [`${waiver.origin} expired on ${waiver.expires}: mend the object or renew it`];
      }
      const rule = judged.find(({ id }) => id === waiver.rule);
      if (!rule && all.some(({ id }) => id === waiver.rule)) return [];
      if (!rule) return [`${waiver.origin} names rule "${waiver.rule}", which does not exist`];
      const outcomes = judgeStack(rule, stack, this.parameters.get(rule));
      const used = outcomes.some((outcome) => waive(rule.id, outcome, [waiver], this.today));
      return used ? [] : [`${waiver.origin} waives nothing: remove it`];
    });
  }
}
