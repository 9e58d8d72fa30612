// A stack's file: what it may say, and how a mistake is answered. Proves nothing of the CLI, which checks types by Pulumi.yaml before.
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { type Config, readConfig } from "../../infra/config";
import { readProject } from "../../local/project";
import { prodChoices, projectWith, removeProjects, root } from "../project";
import { attempt } from "./evaluate";

const text = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));

/** As the CLI hands it on, with changes; undefined takes a key away. */
async function read(changes: Record<string, unknown>): Promise<Config> {
  const { config, name, stack } = readProject(root, "dev");
  const own = Object.entries({ ...config, ...named(changes) }).filter(([, value]) => value !== undefined);
  await pulumi.runtime.setMocks({ newResource: ({ inputs }) => ({ id: "", state: inputs }), call: () => ({}) }, name, stack);
  pulumi.runtime.setAllConfig(Object.fromEntries(own.map(([key, value]) => [key, text(value)])));
  return readConfig();
}

function named(changes: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(changes).map(([key, value]) => [`skip-the-line:${key}`, value]));
}

const menu = JSON.parse(readProject(root, "dev").config["skip-the-line:menu"] ?? "");
const sender = prodChoices["skip-the-line:mailSender"];

describe("a stack's configuration", () => {
  after(removeProjects);

  it("may leave out who hears of alarms and who sends mail, and needs neither to try the service", async () => {
    const { alarmEmail, mailSender, protect } = await read({});
    expect({ alarmEmail, mailSender, protect }).to.deep.equal({ alarmEmail: undefined, mailSender: undefined, protect: false });
  });

  it("gives a protected stack its mail sender, its alarms' address and its tags", async () => {
    const tags = { owner: "coffee team", "cost-center": "4711" };
    const config = await read({ protect: true, alarmEmail: "on-call@example.com", mailSender: sender, tags });
    expect(config).to.deep.include({ protect: true, alarmEmail: "on-call@example.com", mailSender: sender, tags });
  });

  const mistakes: [string, Record<string, unknown>, string][] = [
    ["no menu", { menu: undefined }, "menu is missing; allowed: an object with currency, vendors, coffeetypes, coffeesizes"],
    ["a menu that is a text", { menu: "coffee" }, 'menu is "coffee"; allowed: an object with'],
    ["a menu with tea", { menu: { ...menu, tea: [] } }, "menu.tea is []; allowed: only currency, vendors"],
    ["a currency in words", { menu: { ...menu, currency: "dollars" } }, 'menu.currency is "dollars"; allowed: three capital'],
    ["no shops", { menu: { ...menu, vendors: [] } }, "menu.vendors is []; allowed: a list with at least one entry"],
    [
      "a shop id with a slash",
      { menu: { ...menu, vendors: [{ vendorid: "a/b", name: "A", city: "B" }] } },
      'menu.vendors[0].vendorid is "a/b"; allowed: 1 to 63 small letters',
    ],
    [
      "a shop without a city",
      { menu: { ...menu, vendors: [{ vendorid: "a", name: "A" }] } },
      "menu.vendors[0].city is missing; allowed: 1 to 80 printable characters",
    ],
    ["a shop twice", { menu: { ...menu, vendors: [menu.vendors[0], menu.vendors[0]] } }, "allowed: each vendorid once"],
    ["a coffee twice", { menu: { ...menu, coffeetypes: ["Latte", "Latte"] } }, 'is "Latte"; allowed: each entry once'],
    [
      "a free coffee",
      { menu: { ...menu, coffeesizes: [{ name: "Small", unitprice: 0 }] } },
      "menu.coffeesizes[0].unitprice is 0; allowed: a whole number from 1 to 100000",
    ],
    ["no list of e-mails", { vendorEmails: undefined }, "vendorEmails is missing; allowed: a list"],
    ["e-mails that are an object", { vendorEmails: { a: 1 } }, 'vendorEmails is {"a":1}; allowed: a list'],
    [
      "an e-mail of an unknown shop",
      { vendorEmails: [{ vendorid: "mars", email: "a@example.com" }] },
      'vendorEmails[0].vendorid is "mars"; allowed: one of sydney-central',
    ],
    [
      "a shop's e-mail without a domain",
      { vendorEmails: [{ vendorid: "sydney-central", email: "ben" }] },
      'vendorEmails[0].email is "ben"; allowed: an e-mail address',
    ],
    ["an alarm address that is none", { alarmEmail: "on-call" }, 'alarmEmail is "on-call"; allowed: an e-mail address'],
    ["an alarm address that is a list", { alarmEmail: ["a@example.com"] }, "allowed: an e-mail address"],
    ["a sender that is a text", { mailSender: "me" }, 'mailSender is "me"; allowed: an object with identityArn, from'],
    ["a sender without an address", { mailSender: { identityArn: sender.identityArn } }, "mailSender.from is missing; allowed"],
    ["a sender with a password", { mailSender: { ...sender, password: "x" } }, "mailSender.password is"],
    [
      "a sender's ARN of another service",
      { mailSender: { ...sender, identityArn: "arn:aws:sns:eu-west-1:123456789012:topic" } },
      "allowed: the ARN of an SES identity",
    ],
    [
      "a sender in another's domain",
      { mailSender: { ...sender, from: "orders@notexample.com" } },
      'mailSender.from is "orders@notexample.com"; allowed: an address of example.com',
    ],
    ["no retention", { logRetentionDays: undefined }, "logRetentionDays is missing; allowed: one of 1, 3, 5"],
    ["a retention of 6 days", { logRetentionDays: 6 }, "logRetentionDays is 6; allowed: one of 1, 3, 5"],
    ["a retention in words", { logRetentionDays: "week" }, 'logRetentionDays is "week"; allowed: one of 1'],
    ["no share of traces", { tracePercent: undefined }, "tracePercent is missing; allowed: a whole number from 0 to 100"],
    ["more traces than requests", { tracePercent: 101 }, "tracePercent is 101; allowed: a whole number from 0 to 100"],
    ["half a percent", { tracePercent: 0.5 }, "tracePercent is 0.5; allowed: a whole number"],
    ["no word on protection", { protect: undefined }, "protect is missing; allowed: true or false"],
    ["a YAML of yesterday's yes", { protect: "yes" }, 'protect is "yes"; allowed: true or false'],
    ["no throttling", { throttle: undefined }, "throttle is missing; allowed: an object with ratePerSecond, burst"],
    ["a rate of nothing", { throttle: { ratePerSecond: 0, burst: 1 } }, "throttle.ratePerSecond is 0; allowed: a whole number"],
    [
      "a burst beyond AWS",
      { throttle: { ratePerSecond: 1, burst: 5001 } },
      "burst is 5001; allowed: a whole number from 1 to 5000",
    ],
    ["a throttle without burst", { throttle: { ratePerSecond: 1 } }, "throttle.burst is missing; allowed"],
    ["a limit nobody knows", { throttle: { ratePerSecond: 1, burst: 1, quota: 1 } }, "throttle.quota is 1; allowed: only"],
    ["no word on the log role", { apiGatewayLogRole: undefined }, "apiGatewayLogRole is missing; allowed: true or false"],
    ["a log role by number", { apiGatewayLogRole: 1 }, "apiGatewayLogRole is 1; allowed: true or false"],
    ["no tags", { tags: undefined }, "tags is missing; allowed: an object of texts"],
    ["a list of tags", { tags: ["a"] }, 'tags is ["a"]; allowed: an object of texts'],
    ["a tag that is AWS's", { tags: { "aws:name": "a" } }, 'tags.aws:name is "aws:name"; allowed: letters'],
    ["a tag that is set already", { tags: { stack: "a" } }, 'tags.stack is "stack"; allowed: letters'],
    ["a tag of a number", { tags: { costcenter: 4711 } }, "tags.costcenter is 4711; allowed: 1 to 256 letters"],
    ["nine tags", { tags: Object.fromEntries([..."abcdefghi"].map((key) => [key, "x"])) }, "allowed: at most 8"],
    ["a key nobody knows", { colour: "red" }, 'colour is "red"; allowed: only menu, vendorEmails'],
  ];
  for (const [what, changes, message] of mistakes) {
    it(`refuses ${what}`, async () => {
      const refusal = await read(changes).then(
        () => "it was taken",
        ({ message }: Error) => message,
      );
      expect(refusal).to.match(/^Config skip-the-line:\S+ is .*; allowed: .*\. Set it in Pulumi\.dev\.yaml$/);
      expect(refusal).to.contain(message);
    });
  }

  const unsaid: [string, (config: Record<string, unknown>) => void, RegExp][] = [
    [
      "prod without a real mail sender, and says why",
      () => {},
      /mailSender is missing; allowed: .*verified SES identity.* because protect is true: .*Cognito's own sender stops after 50 mails a day\. Set it in Pulumi\.prod\.yaml$/,
    ],
    [
      "prod whose alarms nobody hears",
      (config) => Object.assign(config, named({ mailSender: sender })),
      /alarmEmail is missing; allowed: an e-mail address that somebody reads, because protect is true/,
    ],
  ];
  for (const [what, change, message] of unsaid) {
    it(`refuses ${what}, before anything is made`, function () {
      this.timeout(60_000);
      const { resources, error } = attempt(projectWith(change, "prod"), "prod");
      expect(error).to.match(message);
      expect(resources).to.deep.equal([]);
    });
  }
});
