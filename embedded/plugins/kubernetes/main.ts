import { enableCompileCache } from "node:module";

// Compiled code is kept between runs: much of the time to start is spent compiling.
enableCompileCache();

const { Provider } = await import("./provider.ts");
const { serveProvider } = await import("./server.ts");

const engineAddress = process.argv.slice(2).find((argument) => !argument.startsWith("-"));
await serveProvider(new Provider(engineAddress));
