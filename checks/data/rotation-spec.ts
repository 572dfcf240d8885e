import type { Login, PodIdentity } from "../run/plan.ts";

/** The password of a role changes while its client goes on asking, and nothing it asks may fail. */
export interface RotationSpec {
  kind: "rotation";
  identity: PodIdentity;
  /** Image with psql. */
  image: string;
  cluster: { namespace: string; name: string };
  /** The role, and the Secret that its clients read: its files may be another login's at any time. */
  login: Login;
  /** The login that goes. */
  from: string;
  /** The login that comes, and the Secret beside the database that holds its password. */
  to: { name: string; secretName: string };
  /** Where the role's clients ask. */
  ways: { name: string; host: string; port: number }[];
  /** What they ask: statements that the role may make, and that leave nothing behind. */
  statement: string;
  /** Service in the libpq file of the Secret. */
  service: string;
  /** How long clients have to take the new password before the old one is shut out. */
  graceSeconds: number;
}

/** What there is to know to rotate a credential; a password is no part of it. */
export interface Credential {
  spec: RotationSpec;
  /** Steps of rotation that were taken: three to a rotation. */
  steps: number;
  /** URNs of the resources that a step may change. */
  targets: string[];
}
