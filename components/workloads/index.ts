export { WebAppStack, type WebAppStackArgs } from "./web-app-stack.ts";
