/** Pulumi's plugins, official or our own. */
export { installPlugins, neededPlugins, placePlugin } from "./install.ts";
export type { InstalledPlugin, Plugin } from "./install.ts";
