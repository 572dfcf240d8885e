import * as pulumi from "@pulumi/pulumi";

/** One resource the program asked for. */
export interface Registration {
  type: string;
  name: string;
  inputs: any;
  /** Names of the resources that it waits for. */
  dependsOn: string[];
}

/** What a mocked engine makes of the inputs of a resource. */
function stateOf({ type, name, inputs }: Omit<Registration, "dependsOn">): object {
  if (type === "random:index/randomPassword:RandomPassword") {
    return { ...inputs, result: "mock-password" };
  }
  return { ...inputs, metadata: { name, ...inputs.metadata } };
}

/** Runs `build` against a mocked engine; resolves once every resource has been registered. */
export async function record(
  build: () => unknown,
  { project, stack }: { project?: string; stack?: string } = {},
): Promise<Registration[]> {
  const seen: Registration[] = [];
  const awaited = new Map<string, string[]>();
  const mocks: pulumi.runtime.Mocks = {
    newResource: ({ type, name, inputs }) => {
      seen.push({ type, name, inputs, dependsOn: awaited.get(`${type} ${name}`)! });
      return { id: `${name}-id`, state: stateOf({ type, name, inputs }) };
    },
    call: ({ token }) => {
      throw new Error(`no mock for ${token}: add one to record()`);
    },
  };
  await pulumi.runtime.setMocks(mocks, project, stack);
  // The mock engine lacks this method: without it a resource with a hook never registers.
  const monitor = pulumi.runtime.getMonitor() as any;
  monitor.registerResourceHook ??= (
    _request: unknown,
    done: (error: null, reply: object) => void,
  ) => done(null, {});

  // Mocks are not told what a resource waits for.
  const register = monitor.registerResource.bind(monitor);
  monitor.registerResource = (request: any, done: unknown) => {
    const names = request.getDependenciesList().map((urn: string) => urn.split("::").at(-1)!);
    awaited.set(`${request.getType()} ${request.getName()}`, names);
    return register(request, done);
  };

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
