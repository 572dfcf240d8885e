/** How the provider is configured: options of the resource, else of the environment. */
export interface Settings {
  kubeconfig: string;
  context: string;
  cluster: string;
  /** @default - the context's namespace */
  namespace: string;
  serverSideApply: boolean;
  patchForce: boolean;
  upsertExistingObjects: boolean;
  configMapMutable: boolean;
  secretMutable: boolean;
  deleteUnreachable: boolean;
  skipUpdateUnreachable: boolean;
  /** Whether kinds without a condition of their own are waited for. */
  awaitAll: boolean;
  suppressHelmHookWarnings: boolean;
  suppressDeprecationWarnings: boolean;
}

const ENVIRONMENT = {
  enableServerSideApply: "ENABLE_SERVER_SIDE_APPLY",
  enablePatchForce: "ENABLE_PATCH_FORCE",
  upsertExistingObjects: "UPSERT_EXISTING_OBJECTS",
  enableConfigMapMutable: "ENABLE_CONFIGMAP_MUTABLE",
  enableSecretMutable: "ENABLE_SECRET_MUTABLE",
  deleteUnreachable: "DELETE_UNREACHABLE",
  skipUpdateUnreachable: "SKIP_UPDATE_UNREACHABLE",
  suppressHelmHookWarnings: "SUPPRESS_HELM_HOOK_WARNINGS",
  suppressDeprecationWarnings: "SUPPRESS_DEPRECATION_WARNINGS",
} as const;

/** Reads the options by their names, without the `kubernetes:config:` before them. */
export function readSettings(
  options: Record<string, string | undefined>,
  environment: NodeJS.ProcessEnv,
): Settings {
  const flag = (name: keyof typeof ENVIRONMENT, otherwise = false): boolean => {
    const value = options[name] ?? environment[`PULUMI_K8S_${ENVIRONMENT[name]}`];
    return value === undefined ? otherwise : value === "true";
  };
  return {
    kubeconfig: options.kubeconfig ?? "",
    context: options.context ?? "",
    cluster: options.cluster ?? "",
    namespace: options.namespace ?? "",
    serverSideApply: flag("enableServerSideApply", true),
    patchForce: flag("enablePatchForce"),
    upsertExistingObjects: flag("upsertExistingObjects"),
    configMapMutable: flag("enableConfigMapMutable"),
    secretMutable: flag("enableSecretMutable"),
    deleteUnreachable: flag("deleteUnreachable"),
    skipUpdateUnreachable: flag("skipUpdateUnreachable"),
    awaitAll: environment.PULUMI_K8S_AWAIT_ALL === "true",
    suppressHelmHookWarnings: flag("suppressHelmHookWarnings"),
    suppressDeprecationWarnings: flag("suppressDeprecationWarnings"),
  };
}
