export { Gate, type GateArgs } from "./gate.ts";
