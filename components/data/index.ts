export { DataServices, type DataServicesArgs, readData } from "./data-services.ts";
export { instancesOn, lacking } from "./live-cluster.ts";
