import type { Rule } from "../engine/rule.ts";
import { allowAllEgress } from "./allow-all-egress.ts";
import { allowAllIngress } from "./allow-all-ingress.ts";
import { ingressDefaultBackend } from "./ingress-default-backend.ts";
import { ingressEmptyHost } from "./ingress-empty-host.ts";
import { ingressTlsHostMismatch } from "./ingress-tls-host-mismatch.ts";
import { ingressTls } from "./ingress-tls.ts";
import { ingressWildcardHost } from "./ingress-wildcard-host.ts";
import { serviceExternalIps } from "./service-external-ips.ts";
import { serviceExternalNameLocalhost } from "./service-external-name-localhost.ts";
import { serviceLoadBalancer } from "./service-load-balancer.ts";
import { serviceNodePort } from "./service-node-port.ts";

/** The rules of this folder. */
export const networkRules: Rule[] = [
  allowAllEgress,
  allowAllIngress,
  ingressDefaultBackend,
  ingressEmptyHost,
  ingressTlsHostMismatch,
  ingressTls,
  ingressWildcardHost,
  serviceExternalIps,
  serviceExternalNameLocalhost,
  serviceLoadBalancer,
  serviceNodePort,
];
