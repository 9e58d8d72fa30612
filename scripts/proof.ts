// The pages under docs/proof: what was measured, made by the command that measured it.
import { mkdirSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";

const folder = join(__dirname, "../docs/proof");

/** @param name without `.md` */
export function writeProof(name: string, page: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name}.md`), `${page}\n`);
}

/** The beginning of a sentence. @param command as it makes the same page again @param minutes it took */
export function madeBy(command: string, minutes: string): string {
  return `Made by \`${command} --write\` on ${today()}, in ${minutes} minutes, with Node ${process.version} on ${machine()}`;
}

export function today(): string {
  return new Date().toISOString().slice(0, 10);
}

export function machine(): string {
  return `${cpus().length} × ${cpus()[0]?.model.trim()}`;
}
