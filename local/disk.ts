// Why data can't be written, in words: whoever runs `npm start` can do something about it, and about little else.
import { AwsError } from "./aws/error";

/** By what Node, LevelDB and the system call it. */
const reasons: readonly [RegExp, string][] = [
  [/no space left/i, "the disk is full"],
  [/quota/i, "this user's quota of the disk is used up"],
  [/file too large/i, "a file has reached its largest size (ulimit -f)"],
  [/read-only file system/i, "its file system is read-only"],
  [/permission denied|operation not permitted/i, "this user may not write there"],
  [/\b(IO error|Corruption|EIO)\b/, "its disk fails"],
];

/** What keeps data from being written to the folder, as a sentence with what to do; undefined if an error is about something else. */
export function unwritable(error: unknown, dir: string): string | undefined {
  if (!(error instanceof Error) || error instanceof AwsError) return undefined;
  const { message } = error;
  const [, reason] = reasons.find(([words]) => words.test(message)) ?? [];
  // A port, say, may be denied too.
  if (!reason || !(message.includes(dir) || /, f?(write|truncate)$/.test(message))) return undefined;
  return `the data folder ${dir} can't be written, because ${reason}: mend that and start again, or choose another with --data (${message})`;
}
