/** A failure of the file system in words, and what to do about it; undefined for any other. */
export function systemProblem({
  code = "",
  path = "a file",
}: NodeJS.ErrnoException): [problem: string, remedy: string] | undefined {
  const known: Record<string, [string, string]> = {
    ENOSPC: [
      `The disk is full: ${path} cannot be written.`,
      "Free some space, then run the command again: it goes on from where it stopped.",
    ],
    EROFS: [
      `${path} cannot be written: its file system is read-only.`,
      "Run the command in a folder that can be written.",
    ],
    EACCES: [
      `${path} is not for this user: permission is denied.`,
      "Run the command as the owner of the project, or as root.",
    ],
  };
  return known[code];
}
