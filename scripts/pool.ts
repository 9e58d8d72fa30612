// Which user pool the commands speak with: the laptop's, or a deployed stack's.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { CognitoIdentityProviderClient } from "@aws-sdk/client-cognito-identity-provider";
import { Api } from "./api";

export interface Pool {
  readonly cognito: CognitoIdentityProviderClient;
  readonly userPoolId: string;
  readonly clientId: string | undefined;
}

export const poolOptions = {
  "api-url": { type: "string" },
  "user-pool-id": { type: "string" },
  "client-id": { type: "string" },
  data: { type: "string", default: ".local" },
} as const;

export interface PoolValues {
  readonly "api-url"?: string | undefined;
  readonly "user-pool-id"?: string | undefined;
  readonly "client-id"?: string | undefined;
  readonly data: string;
}

/** Given a pool, or an API that isn't the one in the data folder, it is AWS, with the credentials of the environment. */
export async function openPool(values: PoolValues): Promise<Pool> {
  const { "api-url": apiUrl, "user-pool-id": userPoolId, "client-id": clientId, data } = values;
  if (userPoolId !== undefined) return deployedPool(userPoolId, clientId);
  const outputs = outputsIn(data);
  if (apiUrl !== undefined && outputs?.apiUrl !== new Api(apiUrl).url) return poolOf(new Api(apiUrl));
  if (!outputs) throw new Error(`${data} is not npm start's: run it first, or name a deployed stack with --api-url`);
  return poolAt(outputs);
}

/** The laptop's, as its administrator. @param outputs of the program and of the local cloud, as `npm start` prints them */
export function poolAt(outputs: Readonly<Record<string, unknown>>): Pool {
  const text = (name: string) => String(outputs[name]);
  const cognito = new CognitoIdentityProviderClient({
    endpoint: text("awsEndpoint"),
    region: text("awsRegion"),
    credentials: { accessKeyId: text("awsAccessKeyId"), secretAccessKey: text("awsSecretAccessKey") },
  });
  return { cognito, userPoolId: text("userPoolId"), clientId: text("userPoolClientId") };
}

/** What the last `npm start` left in its data folder; undefined if there was none. */
export function outputsIn(data: string): Readonly<Record<string, string>> | undefined {
  const file = join(data, "outputs.json");
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined;
}

function deployedPool(userPoolId: string, clientId: string | undefined): Pool {
  const region = userPoolId.split("_")[0] ?? "";
  return { cognito: new CognitoIdentityProviderClient({ region }), userPoolId, clientId };
}

/** The one that the pages of an API sign people in with. */
async function poolOf(api: Api): Promise<Pool> {
  type Config = Readonly<Record<"cognitoEndpoint" | "userPoolId" | "userPoolClientId", string>>;
  const { cognitoEndpoint, userPoolId, userPoolClientId } = await api.ask<Config>("config.json").catch((error: Error) => {
    throw new Error(`Who signs in the people of ${api.url}? Give --user-pool-id and --client-id. ${error.message}`);
  });
  if (!/\.amazonaws\.com(\.cn)?$/.test(cognitoEndpoint)) {
    throw new Error(`${api.url} is an npm start's with another data folder: name it with --data`);
  }
  return deployedPool(userPoolId, userPoolClientId);
}

/** Runs a command; what goes wrong is told in one line. */
export function run(command: () => Promise<void>, usage: string): void {
  command().catch((error: unknown) => {
    const { name, message } = error instanceof Error ? error : { name: "Error", message: String(error) };
    const refused = "code" in Object(error) && Object(error).code === "ECONNREFUSED";
    if (refused) console.error("Nobody answers there: is npm start running?");
    else if (name === "CredentialsProviderError") {
      console.error(`There are no AWS credentials that may administer the user pool: set AWS_PROFILE, say (${message})`);
    } else console.error(`${name}: ${message}\nusage: ${usage}`);
    process.exitCode = 1;
  });
}
