import { UserError } from "../progress.ts";
import { cgroupOf, firstProcess } from "./cgroups.ts";
import { makeBridge, setLink } from "./links.ts";
import { bootNode, endProcesses } from "./node.ts";
import { type ClusterState, readState } from "./state.ts";

/** Ends node `index` (from 1) of cluster `name` at once, as a power cut does; its disk stays. */
export async function killNode(name: string, index: number): Promise<void> {
  stateWith(name, index);
  await endProcesses(cgroupOf(name, index));
}

/** Starts a node again that was killed; one that runs is left alone. */
export async function startNode(name: string, index: number): Promise<void> {
  const state = stateWith(name, index);
  if (firstProcess(name, index)) return;
  await makeBridge(name, state.slot, state.nodes);
  await bootNode(state, index);
}

/** Pulls a node's network cable out (`up` false), or puts it back. */
export async function setNodeLink(name: string, index: number, up: boolean): Promise<void> {
  await setLink(stateWith(name, index).slot, index, up);
}

function stateWith(name: string, index: number): ClusterState {
  const state = readState(name);
  if (!state) throw new UserError(`There is no cluster ${name}.`, "Start it first.");
  if (index >= 1 && index <= state.nodes) return state;
  throw new UserError(
    `The cluster ${name} has no node ${index}.`,
    `Name one from 1 to ${state.nodes}.`,
  );
}
