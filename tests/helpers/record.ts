import * as pulumi from "@pulumi/pulumi";

/** One resource the program asked for. */
export interface Registration {
  type: string;
  name: string;
  inputs: any;
}

/** Runs `build` against a mocked engine; resolves once every resource has been registered. */
export async function record(build: () => unknown): Promise<Registration[]> {
  const seen: Registration[] = [];
  await pulumi.runtime.setMocks({
    newResource: ({ type, name, inputs }) => {
      seen.push({ type, name, inputs });
      return { id: `${name}-id`, state: { ...inputs, metadata: { name, ...inputs.metadata } } };
    },
    call: ({ token }) => {
      throw new Error(`no mock for ${token}: add one to record()`);
    },
  });
  // The mock engine lacks this method: without it a resource with a hook never registers.
  const monitor = pulumi.runtime.getMonitor() as any;
  monitor.registerResourceHook ??= (
    _request: unknown,
    done: (error: null, reply: object) => void,
  ) => done(null, {});

  await build();
  await pulumi.runtime.disconnect();
  return seen.sort((a, b) => `${a.type} ${a.name}`.localeCompare(`${b.type} ${b.name}`));
}

/** The only registration of `type`. */
export function only(type: string, seen: Registration[]): Registration {
  const found = seen.filter((r) => r.type === type);
  if (found.length === 1) return found[0]!;
  throw new Error(
    `want one ${type}, got ${found.length} in: ${seen.map((r) => r.type).join(", ")}`,
  );
}

export function valueOf<T>(output: pulumi.Output<T>): Promise<T> {
  return new Promise((resolve) => output.apply(resolve));
}
