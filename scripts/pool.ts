// Which user pool the commands speak with: the laptop's, or a deployed stack's.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { CognitoIdentityProviderClient } from "@aws-sdk/client-cognito-identity-provider";

export interface Pool {
  readonly cognito: CognitoIdentityProviderClient;
  readonly userPoolId: string;
  readonly clientId: string | undefined;
}

export const poolOptions = {
  "user-pool-id": { type: "string" },
  "client-id": { type: "string" },
  data: { type: "string", default: ".local" },
} as const;

export interface PoolValues {
  readonly "user-pool-id"?: string | undefined;
  readonly "client-id"?: string | undefined;
  readonly data: string;
}

/** Given a pool it is AWS, with the credentials of the environment; otherwise what `npm start` left in its data folder. */
export function openPool(values: PoolValues): Pool {
  const userPoolId = values["user-pool-id"];
  if (userPoolId !== undefined) {
    const region = userPoolId.split("_")[0] ?? "";
    return { cognito: new CognitoIdentityProviderClient({ region }), userPoolId, clientId: values["client-id"] };
  }
  const file = join(values.data, "outputs.json");
  if (!existsSync(file)) {
    throw new Error(
      `${file} is missing: run npm start first, or name a deployed stack's pool with --user-pool-id and --client-id`,
    );
  }
  const outputs: Record<string, string> = JSON.parse(readFileSync(file, "utf8"));
  const { awsEndpoint = "", awsRegion = "", awsAccessKeyId = "", awsSecretAccessKey = "" } = outputs;
  const cognito = new CognitoIdentityProviderClient({
    endpoint: awsEndpoint,
    region: awsRegion,
    credentials: { accessKeyId: awsAccessKeyId, secretAccessKey: awsSecretAccessKey },
  });
  return { cognito, userPoolId: outputs.userPoolId ?? "", clientId: outputs.userPoolClientId };
}

/** Runs a command; what goes wrong is told in one line. */
export function run(command: () => Promise<void>, usage: string): void {
  command().catch((error: unknown) => {
    const { name, message } = error instanceof Error ? error : { name: "Error", message: String(error) };
    const refused = "code" in Object(error) && Object(error).code === "ECONNREFUSED";
    console.error(refused ? "Nobody answers there: is npm start running?" : `${name}: ${message}\nusage: ${usage}`);
    process.exitCode = 1;
  });
}
