export { Gate, type GateArgs, type GateCheck } from "./gate.ts";
