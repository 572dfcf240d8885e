export { AiServices, type AiServicesArgs, isAsked, lackingGpus, llmClient } from "./ai-services.ts";
