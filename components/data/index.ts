export { DataServices, type DataServicesArgs, readData } from "./data-services.ts";
export { instancesOn, lacking, namesUsers } from "./live-cluster.ts";
export { knowsPodMonitors } from "./monitors.ts";
export { redisChecks } from "./redis-checks.ts";
export { lackingVolume, readVolume } from "./redis-volume.ts";
export { Redis, type RedisArgs } from "./redis.ts";
