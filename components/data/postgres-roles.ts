import { type Slot, standingAfter } from "./standing.ts";

/** Name of the database. */
export const database = "app";
/** Owns the database's tables and changes their shape; nobody uses it to serve. */
export const owner = "app_owner";
/** Reads and writes rows, and no more. */
export const writer = "app";
/** Reads rows. */
export const reader = "app_reader";
/** The checks' own: it has a schema to itself and sees nothing of the application. */
export const prober = "prober";

export const roles = [owner, writer, reader, prober] as const;
export type Role = (typeof roles)[number];
/** Steps of rotation that each role has taken. */
export type Steps = Record<Role, number>;

export const slots: Slot[] = ["a", "b"];
/** A role has two logins, so that one can get another password while the other is in use. */
export const loginOf = (role: string, slot: Slot) => `${role}_${slot}`;

/**
 * What is run as superuser once the database has been made. Rights belong to roles that nobody can
 * log in as, and so does what their logins make. Logins get their passwords later, from their
 * Secrets; until then nobody can use them.
 */
export const firstStatements = [
  "CREATE EXTENSION vector",
  `ALTER ROLE ${owner} NOLOGIN`,
  ...[writer, reader, prober].map((role) => `CREATE ROLE ${role} NOLOGIN`),
  ...roles.flatMap((role) =>
    slots.flatMap((slot) => [
      `CREATE ROLE ${loginOf(role, slot)} NOLOGIN IN ROLE ${role}`,
      `ALTER ROLE ${loginOf(role, slot)} SET role = '${role}'`,
    ]),
  ),
  `REVOKE ALL ON DATABASE ${database} FROM PUBLIC`,
  `GRANT CONNECT ON DATABASE ${database} TO ${writer}, ${reader}, ${prober}`,
  `GRANT TEMPORARY ON DATABASE ${database} TO ${prober}`,
  // What tells figures looks from there which databases it may enter; it reads no rows.
  `GRANT CONNECT ON DATABASE ${database} TO pg_monitor`,
  `ALTER DEFAULT PRIVILEGES FOR ROLE ${owner} GRANT SELECT ON TABLES TO ${reader}`,
  `ALTER DEFAULT PRIVILEGES FOR ROLE ${owner} ` +
    `GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO ${writer}`,
  `ALTER DEFAULT PRIVILEGES FOR ROLE ${owner} GRANT USAGE ON SEQUENCES TO ${writer}`,
  `CREATE SCHEMA ${prober} AUTHORIZATION ${prober}`,
];

/** Before any rotation. */
export const noSteps: Steps = { app_owner: 0, app: 0, app_reader: 0, prober: 0 };

/**
 * Roles as CloudNativePG keeps them: those that have rights, and their logins, of which one that is
 * shut out has no password. The owner is none of them: each new primary sets its password, which
 * nobody can use, and to bring it back to what is said here would keep the operator from letting
 * clients to that primary for two seconds more. What is not said is denied, such as to log in or to be superuser; to
 * deny it in words would have the operator strike them out, and quarrel with the next update over
 * the list.
 */
export function managedRoles(cluster: string, steps: Steps) {
  const common = { ensure: "present", inherit: true, connectionLimit: -1 };
  const logins = roles.flatMap((role) =>
    slots.map((slot) => {
      const name = loginOf(role, slot);
      const open = { login: true, passwordSecret: { name: secretName(cluster, name) } };
      const { valid } = standingAfter(steps[role]).logins[slot];
      return { name, ...common, inRoles: [role], ...(valid ? open : { disablePassword: true }) };
    }),
  );
  const kept = roles.filter((role) => role !== owner);
  return [...kept.map((name) => ({ name, ...common })), ...logins];
}

/** The Secret with the password of a login, or with that of the login that a role's clients use. */
export const secretName = (cluster: string, role: string) =>
  `${cluster}-${role.replaceAll("_", "-")}-login`;
