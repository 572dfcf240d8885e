import { run } from "../../embedded/command.ts";
import { builtTools } from "../../embedded/toolchain/index.ts";
import { quiet } from "../helpers/quiet.ts";
import { testCluster } from "./harness.ts";

/** Runs kubectl on the cluster of the tests and gives what it says. */
export async function kubectl(args: string[], input?: string): Promise<string> {
  const { kubernetes } = await builtTools(["kubernetes"], quiet);
  const all = ["--kubeconfig", testCluster().kubeconfig, ...args];
  return run(`${kubernetes}/kubectl`, all, { input });
}

/** Runs kubectl and reads the JSON that it gives. */
export async function kubectlJson<T>(args: string[]): Promise<T> {
  return JSON.parse(await kubectl([...args, "--output", "json"])) as T;
}
