// What a stack decides, read here and nowhere else, before anything is made; Pulumi.yaml says what each key is for.
import type { Menu } from "../handlers/menu";
import { boolean, email, given, integer, list, object, onlyKeys, record, text, wrong } from "./checks";
import { readMenu } from "./menu";

export interface VendorEmail {
  readonly vendorid: string;
  readonly email: string;
}

/** An SES identity, and the address in it that mails come from. */
export interface MailSender {
  readonly identityArn: string;
  /** `orders@example.com` or `Skip the Line <orders@example.com>`. */
  readonly from: string;
}

export interface Config {
  readonly menu: Menu;
  readonly vendorEmails: readonly VendorEmail[];
  readonly alarmEmail: string | undefined;
  readonly mailSender: MailSender | undefined;
  readonly logRetentionDays: number;
  /** Percent of requests whose trace is kept. */
  readonly tracePercent: number;
  readonly protect: boolean;
  readonly throttle: { readonly ratePerSecond: number; readonly burst: number };
  /** Whether API Gateway's role for logs, one an account and region, is this stack's to set. */
  readonly apiGatewayLogRole: boolean;
  readonly tags: Readonly<Record<string, string>>;
}

/** @throws Error naming key, value and what is allowed; nothing has been made by then. */
export function readConfig(): Config {
  onlyKeys(keys);
  const menu = readMenu(given("menu"), "menu");
  const throttle = record(given("throttle"), "throttle", ["ratePerSecond", "burst"]);
  const config = {
    menu,
    vendorEmails: readVendorEmails(menu),
    alarmEmail: optional("alarmEmail", email),
    mailSender: optional("mailSender", readMailSender),
    logRetentionDays: integer(given("logRetentionDays"), "logRetentionDays", retentionDays),
    tracePercent: integer(given("tracePercent"), "tracePercent", { from: 0, to: 100 }),
    protect: boolean(given("protect"), "protect"),
    throttle: {
      ratePerSecond: integer(throttle.ratePerSecond, "throttle.ratePerSecond", { from: 1, to: 10_000 }),
      burst: integer(throttle.burst, "throttle.burst", { from: 1, to: 5_000 }),
    },
    apiGatewayLogRole: boolean(given("apiGatewayLogRole"), "apiGatewayLogRole"),
    tags: readTags(),
  };
  if (config.protect) mustServeCustomers(config);
  return config;
}

const keys: readonly (keyof Config)[] = [
  ...(["menu", "vendorEmails", "alarmEmail", "mailSender", "logRetentionDays"] as const),
  ...(["tracePercent", "protect", "throttle", "apiGatewayLogRole", "tags"] as const),
];

/** The days CloudWatch Logs accepts (PutRetentionPolicy, API reference). */
const retentionDays = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653];

/** What is worth protecting has customers, who need a code by mail, and somebody who hears of its alarms. */
function mustServeCustomers({ mailSender, alarmEmail }: Config): void {
  if (!mailSender) {
    throw wrong(
      "mailSender",
      undefined,
      "identityArn and from of a verified SES identity, because protect is true: customers sign up with a code sent by mail, " +
        // "Quotas in Amazon Cognito", developer guide.
        "and Cognito's own sender stops after 50 mails a day",
    );
  }
  if (!alarmEmail) {
    throw wrong("alarmEmail", undefined, "an e-mail address that somebody reads, because protect is true: its alarms go there");
  }
}

/** Undefined if it is left empty, as the defaults in Pulumi.yaml are: the CLI knows no other way to leave a key out. */
function optional<T>(key: keyof Config, read: (value: unknown, key: string) => T): T | undefined {
  const value = given(key);
  return value === undefined || value === "" || JSON.stringify(value) === "{}" ? undefined : read(value, key);
}

function readVendorEmails({ vendors }: Menu): VendorEmail[] {
  const vendorids = vendors.map(({ vendorid }) => vendorid);
  return list(given("vendorEmails"), "vendorEmails", 0, (item, key) => {
    const fields = record(item, key, ["vendorid", "email"]);
    const known = (id: string) => vendorids.includes(id);
    return {
      vendorid: text(fields.vendorid, `${key}.vendorid`, known, `one of ${vendorids.join(", ")}`),
      email: email(fields.email, `${key}.email`),
    };
  });
}

function readMailSender(value: unknown, key: string): MailSender {
  const { identityArn, from } = record(value, key, ["identityArn", "from"]);
  const isArn = (arn: string) => /^arn:aws[a-z-]*:ses:[a-z0-9-]+:\d{12}:identity\/[^\s/]+$/.test(arn);
  const arn = text(identityArn, `${key}.identityArn`, isArn, "the ARN of an SES identity, arn:…:ses:…:identity/example.com");
  const identity = arn.split("/")[1] ?? "";
  // SES sends for an address that is verified itself, and for any in a verified domain or below it.
  const ofIdentity = (sender: string) => {
    const address = /<([^<>]+)>$/.exec(sender)?.[1] ?? sender;
    return address === identity || (address.includes("@") && address.replace("@", ".").endsWith(`.${identity}`));
  };
  return { identityArn: arn, from: text(from, `${key}.from`, ofIdentity, `an address of ${identity}`) };
}

/** On everything that takes tags; `project` and `stack` come on top. */
function readTags(): Record<string, string> {
  const tags = Object.entries(object(given("tags"), "tags", "an object of texts"));
  // S3 allows ten tags an object.
  if (tags.length > 8) throw wrong("tags", Object.fromEntries(tags), "at most 8");
  const characters = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]+$/u;
  const isName = (tag: string) => tag.length <= 128 && characters.test(tag) && !/^(aws:|project$|stack$)/i.test(tag);
  const isValue = (value: string) => value.length <= 256 && characters.test(value);
  return Object.fromEntries(
    tags.map(([tag, value]) => [
      text(tag, `tags.${tag}`, isName, "letters, digits, spaces and _.:/=+-@ for a name, not aws:…, project or stack"),
      text(value, `tags.${tag}`, isValue, "1 to 256 letters, digits, spaces and _.:/=+-@"),
    ]),
  );
}
