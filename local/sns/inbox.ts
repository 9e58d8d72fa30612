// Where e-mail goes on a laptop: what SNS and Cognito send is kept here to be looked up.
import { join } from "node:path";
import type { Place } from "../aws/place";
import { Journal } from "../journal";

export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly at: string;
}

const kept = 1000;

export class Inbox {
  private readonly journal: Journal<Mail>;
  /** Oldest first. */
  private mails: Mail[];

  constructor(place: Place) {
    this.journal = new Journal(join(place.dataDir, "inbox", "mails.jsonl"));
    const all = this.journal.read();
    this.mails = all.slice(-kept);
    if (all.length > kept) this.journal.replace(this.mails);
  }

  send(mail: Omit<Mail, "at">): void {
    const sent = { ...mail, at: new Date().toISOString() };
    this.journal.append(sent);
    this.mails.push(sent);
    if (this.mails.length > kept) this.mails.shift();
  }

  /** Newest first. */
  list(): readonly Mail[] {
    return this.mails.toReversed();
  }
}
