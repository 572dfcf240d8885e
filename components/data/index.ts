export { DataServices, type DataServicesArgs, readData } from "./data-services.ts";
export { lacking } from "./live-cluster.ts";
