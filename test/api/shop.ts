// The whole service on this machine, brought up once for all API tests: its own stack, its own folder, free ports.
import { join } from "node:path";
import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminSetUserPasswordCommand,
  type AuthenticationResultType,
  CognitoIdentityProviderClient,
  InitiateAuthCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { type AttributeValue, DynamoDBClient, ScanCommand, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import { expect } from "chai";
import { readProject } from "../../local/project";
import { resourceTypes } from "../../local/resources";
import { type Up, up } from "../../local/up";
import { Permissions } from "../permissions/permissions";
import { projectWith, removeProjects } from "../project";
import { Promised } from "./promised";
import { isWhole } from "./whole";

/** A vendor whose name would break a template, a shell, JSON or HTML that is not careful. */
export const joes = { vendorid: "joes", name: `Joe's #1 $2 "Best" ☕`, city: "Sydney" };

/** A vendor and a coffee that are careful pages' words, and careless ones' code. */
export const sneaky = { vendorid: "sneaky", name: "<img src=x onerror=alert(1)>", city: "<b>Hobart</b>" };
export const sneakyCoffee = "<script>alert(2)</script>";

export interface Customer {
  readonly email: string;
  readonly accountid: string;
  /** The ID token. */
  readonly token: string;
  readonly accessToken: string;
}

export const password = "Correct-Horse-9";

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: what came is what the tests are about.
  readonly body: any;
}

export class Shop {
  readonly url: string;
  readonly aws: { endpoint: string; region: string; credentials: { accessKeyId: string; secretAccessKey: string } };
  readonly dynamodb: DynamoDBClient;
  readonly s3: S3Client;
  readonly cognito: CognitoIdentityProviderClient;
  private people = 0;
  /** Of sydney-central. */
  private barista: Promise<Customer> | undefined;

  constructor(
    readonly running: Up,
    readonly log: readonly string[],
    /** Holds each answer against the document. */
    readonly promised: Promised,
    /** Holds what is granted against what is used. */
    readonly permissions: Permissions,
  ) {
    this.url = this.output("apiUrl");
    this.aws = {
      endpoint: this.output("awsEndpoint"),
      region: this.output("awsRegion"),
      credentials: { accessKeyId: this.output("awsAccessKeyId"), secretAccessKey: this.output("awsSecretAccessKey") },
    };
    this.dynamodb = new DynamoDBClient(this.aws);
    this.s3 = new S3Client(this.aws);
    this.cognito = new CognitoIdentityProviderClient(this.aws);
  }

  /** The policy of a role, by the role's name in the program. */
  policyOf(name: string): RolePolicy {
    const rows = [...this.permissions.rows.values()];
    const found = rows.find(({ step: { resource } }) => resource.type.endsWith(":RolePolicy") && resource.name === name);
    if (!found) throw new Error(`There is no role ${name}`);
    const { inputs, physicalName } = found.step.resource;
    return { role: inputs.role, name: inputs.name ?? physicalName, document: inputs.policy };
  }

  output(name: string): string {
    return String(this.running.outputs[name]);
  }

  /** Somebody who never ordered before; with groups and a shop, if an administrator says so. */
  async customer({ groups = [], vendorid }: { groups?: string[]; vendorid?: string } = {}): Promise<Customer> {
    const email = `person-${this.people++}@example.com`;
    const UserPoolId = this.output("userPoolId");
    const user = { UserPoolId, Username: email };
    const attributes = { email, email_verified: "true", ...(vendorid && { "custom:vendorid": vendorid }) };
    const { User: made } = await this.cognito.send(
      new AdminCreateUserCommand({
        ...user,
        MessageAction: "SUPPRESS",
        UserAttributes: Object.entries(attributes).map(([Name, Value]) => ({ Name, Value })),
      }),
    );
    await this.cognito.send(new AdminSetUserPasswordCommand({ ...user, Password: password, Permanent: true }));
    for (const GroupName of groups) await this.cognito.send(new AdminAddUserToGroupCommand({ ...user, GroupName }));
    const tokens = await this.signIn(email);
    const accountid = made?.Attributes?.find(({ Name }) => Name === "sub")?.Value ?? "";
    return { email, accountid, token: tokens.IdToken ?? "", accessToken: tokens.AccessToken ?? "" };
  }

  staff(vendorid: string): Promise<Customer> {
    return this.customer({ groups: ["staff"], vendorid });
  }

  /** As if the program had another group. */
  async group(name: string): Promise<void> {
    const type = "aws:cognito/userGroup:UserGroup";
    const inputs = { name, userPoolId: this.output("userPoolId") };
    await resourceTypes[type]?.create({ type, name, physicalName: name, inputs }, this.running.cloud);
  }

  async signIn(email: string): Promise<AuthenticationResultType> {
    const { AuthenticationResult } = await this.cognito.send(
      new InitiateAuthCommand({
        AuthFlow: "USER_PASSWORD_AUTH",
        ClientId: this.output("userPoolClientId"),
        AuthParameters: { USERNAME: email, PASSWORD: password },
      }),
    );
    return AuthenticationResult ?? {};
  }

  async ask(path: string, { as, ...init }: RequestInit & { as?: Customer } = {}): Promise<Answer> {
    const headers = new Headers(init.headers);
    if (as) headers.set("authorization", `Bearer ${as.token}`);
    const response = await fetch(this.url + path.replace(/^\//, ""), { ...init, headers });
    const text = await response.text();
    expect(response.headers.get("content-type"), text).to.equal("application/json");
    return { status: response.status, headers: response.headers, body: JSON.parse(text) };
  }

  /** A latte at the central station, unless said otherwise. */
  order(as: Customer, { key, ...changes }: { key?: string } & Record<string, unknown> = {}): Promise<Answer> {
    return this.post(as, { order: { ...latte(), ...changes } }, key ? { "Idempotency-Key": key } : {});
  }

  post(as: Customer, body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    return this.ask("order", {
      as,
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify(body),
    });
  }

  /** Asks for a change: of one's own order, or of `whose` at the shop one works at. */
  change(as: Customer, status: string, whose?: Customer, vendorid = "sydney-central"): Promise<Answer> {
    const query = new URLSearchParams({ vendorid, ...(whose && { accountid: whose.accountid }) });
    const headers = { "content-type": "application/json" };
    return this.ask(`order?${query}`, { as, method: "PATCH", headers, body: JSON.stringify({ status }) });
  }

  /** Staff hands the order out. */
  async end(customer: Customer): Promise<void> {
    this.barista ??= this.staff("sydney-central");
    for (const status of ["ready", "collected"]) {
      const { status: code, body } = await this.change(await this.barista, status, customer);
      expect(code, JSON.stringify(body)).to.equal(200);
    }
  }

  /** As if a day had gone by. */
  expire(customer: Customer, vendorid: string): Promise<void> {
    return this.set(customer, vendorid, "expires", { N: String(Math.floor(Date.now() / 1000)) });
  }

  private async set({ accountid }: Customer, vendorid: string, name: string, value: AttributeValue): Promise<void> {
    const Key = { accountid: { S: accountid }, vendorid: { S: vendorid } };
    await this.dynamodb.send(
      new UpdateItemCommand({
        TableName: this.output("tableName"),
        Key,
        UpdateExpression: "SET #name = :value",
        ExpressionAttributeNames: { "#name": name },
        ExpressionAttributeValues: { ":value": value },
      }),
    );
  }

  /** Every item of the customer's, as stored. */
  async items({ accountid }: Customer): Promise<Record<string, { S?: string; N?: string }>[]> {
    const { Items } = await this.dynamodb.send(
      new ScanCommand({
        TableName: this.output("tableName"),
        FilterExpression: "accountid = :me",
        ExpressionAttributeValues: { ":me": { S: accountid } },
      }),
    );
    return (Items ?? []) as Record<string, { S?: string; N?: string }>[];
  }

  /** Keys of every invoice of the customer's. */
  async invoices({ accountid }: Customer): Promise<string[]> {
    const { Contents } = await this.s3.send(
      new ListObjectsV2Command({ Bucket: this.output("bucketName"), Prefix: `invoices/${accountid}/` }),
    );
    return (Contents ?? []).map(({ Key }) => Key ?? "");
  }

  /** What the shop was told about the customer's orders. */
  async notices(orderid: string): Promise<string[]> {
    const mails = (await (await fetch(`${this.url}_local/mails`)).json()) as { text: string }[];
    return mails.map(({ text }) => text).filter((text) => text.includes(orderid));
  }
}

export function latte() {
  return { vendorid: "sydney-central", city: "Sydney", details: { coffeetype: "Latte", coffeesize: "Large", quantity: 2 } };
}

/** Each role's policy as the program put it, by the role's name in the program. */
export interface RolePolicy {
  readonly role: string;
  readonly name: string;
  readonly document: string;
}

let opening: Promise<Shop> | undefined;

/** For `before`: every test file shares one. */
export function openShop(): Promise<Shop> {
  opening ??= bringUp();
  return opening;
}

async function bringUp(): Promise<Shop> {
  const dir = projectWith(({ "skip-the-line:menu": menu }) => {
    menu.vendors.push(joes, sneaky);
    menu.coffeetypes.push(sneakyCoffee);
  });
  const log: string[] = [];
  const permissions = new Permissions();
  const running = await up({
    project: readProject(dir, "dev"),
    port: 0,
    awsPort: 0,
    // As on AWS, where a stage's name comes first.
    basePath: "/v1",
    data: join(dir, "data"),
    reset: false,
    progress: permissions,
    watch: (cloud) => permissions.watch(cloud),
    log: (line) => log.push(line),
  });
  const apiUrl = String(running.outputs.apiUrl);
  const document = (await (await fetch(`${apiUrl}openapi.json`)).json()) as ConstructorParameters<typeof Promised>[0];
  const promised = new Promised(document, new URL(apiUrl).pathname.replace(/\/$/, ""));
  promised.watch(running.cloud.gateway);
  return new Shop(running, log, promised, permissions);
}

afterEach(async () => {
  const { promised, permissions } = (await opening) ?? {};
  expect(promised?.broken.splice(0) ?? [], "what was answered otherwise than the document promises").to.deep.equal([]);
  expect(permissions?.denied.splice(0) ?? [], "what IAM denied, and no test meant it to").to.deep.equal([]);
});

after(async function () {
  const shop = await opening;
  await shop?.running.close();
  removeProjects();
  if (shop && isWhole(this.test?.parent)) {
    expect(
      shop.permissions.faults(),
      "each permission is used by a test of the API, and nothing else is asked for",
    ).to.deep.equal([]);
  }
});
