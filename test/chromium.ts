// The system's Chromium, without a window: for the tests of the pages, the bench and the screenshots.
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { type Browser, chromium } from "playwright-core";

/** First the one without a desktop's browser around it, which takes half the time. */
const names = ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** @throws Error saying how to get one if there is none */
export function launch(): Promise<Browser> {
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? onPath() });
}

function onPath(): string {
  const folders = (process.env.PATH ?? "").split(delimiter);
  const found = names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable);
  if (found) return found;
  const how = "install Chromium (Debian: apt-get install chromium-headless-shell) or name its program in CHROMIUM";
  throw new Error(`None of ${names.join(", ")} is on the PATH: ${how}`);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    // Not there, or not to be run: look further.
    return false;
  }
}
