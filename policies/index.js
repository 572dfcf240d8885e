// A pack whose entry is JavaScript starts without ts-node; Node.js strips the types of the rest.
import "./index.ts";
