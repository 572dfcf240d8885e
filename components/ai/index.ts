export {
  AiServices,
  type AiServicesArgs,
  isAsked,
  lackingGpus,
  llmClient,
  textClients,
} from "./ai-services.ts";
