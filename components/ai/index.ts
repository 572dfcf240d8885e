export { AiServices, type AiServicesArgs, isAsked, llmClient, textClients } from "./ai-services.ts";
export { lackingRoom } from "./room.ts";
