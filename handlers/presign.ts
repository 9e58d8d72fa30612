// A link that reads one object for a while, signed by the S3 client's own signer.
// Not @aws-sdk/s3-request-presigner: AWS does not say that the Lambda runtime carries it, and shipping it makes the zip 100 times larger.
import type { GetObjectCommand, S3Client } from "@aws-sdk/client-s3";

interface SignedRequest {
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
}

interface Presigner {
  presign(request: object, options: { expiresIn: number }): Promise<SignedRequest>;
}

/** @param expiresIn seconds; the link ends sooner if the role's session does. */
export async function presign(s3: S3Client, command: GetObjectCommand, expiresIn: number): Promise<string> {
  const stack = s3.middlewareStack.clone();
  // Last in "build": the request has its endpoint and path, and isn't sent any further.
  stack.add(
    () =>
      async ({ request }) =>
        ({ response: {}, output: await sign(request as SignedRequest) }) as never,
    {
      step: "build",
      priority: "low",
      name: "presign",
    },
  );
  const { protocol, hostname, port, path, query } = await command
    .resolveMiddleware(
      stack,
      s3.config,
      {},
    )({ input: command.input })
    .then(({ output }) => output as unknown as SignedRequest);
  const pairs = Object.entries(query).map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`);
  return `${protocol}//${hostname}${port === undefined ? "" : `:${port}`}${path}?${pairs.join("&")}`;

  async function sign(request: SignedRequest): Promise<SignedRequest> {
    const region = await s3.config.region();
    const signer = await s3.config.signer({ name: "sigv4", signingName: "s3", signingRegion: region, properties: {} });
    const { hostname, port } = request;
    const headers = { host: port === undefined ? hostname : `${hostname}:${port}`, "X-Amz-Content-Sha256": "UNSIGNED-PAYLOAD" };
    return (signer as unknown as Presigner).presign({ ...request, headers }, { expiresIn });
  }
}
