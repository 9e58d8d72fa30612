// The AWS endpoint under real SDK clients and under requests that no SDK would send; the services behind it only echo.
import { createServer, type IncomingMessage, type RequestListener, request, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { Sha256 } from "@aws-crypto/sha256-js";
import { DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import { SignatureV4 } from "@smithy/signature-v4";
import { expect } from "chai";
import { awsEndpoint } from "../../local/aws/endpoint";
import type { AwsRequest, Service } from "../../local/aws/service";
import { type Credentials, Iam } from "../../local/iam/iam";
import { listen, readBody } from "../../local/server";

const place = {
  partition: "aws",
  region: "ap-southeast-2",
  accountId: "123456789012",
  dataDir: "/nowhere",
  awsUrl: "http://127.0.0.1:4566",
  apiUrl: "http://127.0.0.1:3000",
};
const trust = '{"Statement":{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}}';

describe("The AWS endpoint", () => {
  const iam = new Iam(place, Buffer.from("a secret"));
  const role = iam.assumeRole(iam.createRole("baker", trust), "lambda.amazonaws.com", "bake");
  const administrator = iam.administrator.credentials;
  const { principal } = iam.administrator;
  let server: Server;
  let url: string;
  let seen: { service: string; request: AwsRequest }[];

  const echo = (name: string, body: string, unsigned?: Service["unsigned"]): Service => ({
    async handle(received) {
      seen.push({ service: name, request: received });
      if (received.path === "/broken") throw new Error("a fault of the engine");
      return { status: 200, headers: { "content-type": "application/json" }, body };
    },
    ...(unsigned && { unsigned }),
  });

  before(async () => {
    const cognito = echo("cognito-idp", "{}", ({ headers }) => headers["x-amz-target"]?.endsWith(".SignUp") ?? false);
    const sns = echo("sns", "<PublishResponse><PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>");
    const services = { dynamodb: echo("dynamodb", "{}"), s3: echo("s3", ""), lambda: echo("lambda", "{}"), sns, sts: iam };
    server = await listen(awsEndpoint(place, iam, { ...services, "cognito-idp": cognito }), 0, "the tests");
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  beforeEach(() => {
    seen = [];
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });

  const client = (credentials: Credentials, more: object = {}) => ({
    endpoint: url,
    region: place.region,
    credentials,
    maxAttempts: 1,
    ...more,
  });
  const key = { TableName: "orders", Key: { id: { S: "1" } } };
  const failure = async (sent: Promise<unknown>): Promise<Error> =>
    sent.then(
      () => expect.fail("it was accepted"),
      (error: Error) => error,
    );

  /** A request signed by AWS's own signer, to be spoiled before it is sent. */
  const signer = (service: string, credentials = administrator, region = place.region) =>
    new SignatureV4({ service, region, credentials, sha256: Sha256, uriEscapePath: service !== "s3" });
  const plain = (path: string, more: object = {}) => {
    const { hostname, port, host } = new URL(url);
    return {
      method: "GET",
      protocol: "http:",
      hostname,
      port: Number(port),
      path,
      query: {},
      headers: { host } as Record<string, string>,
      ...more,
    };
  };
  const send = (to: string, options: { method?: string; headers?: Record<string, string>; body?: string } = {}) =>
    new Promise<{ status: number; headers: Record<string, unknown>; text: string }>((resolve, reject) => {
      const outgoing = request(
        new URL(to, url),
        { method: options.method ?? "GET", headers: options.headers ?? {} },
        async (incoming) => {
          const parts: Buffer[] = [];
          for await (const part of incoming) parts.push(part);
          resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, text: Buffer.concat(parts).toString() });
        },
      );
      outgoing.on("error", reject).end(options.body);
    });
  const signed = async (
    service: string,
    options: object = {},
    credentials = administrator,
    region = place.region,
    signingDate = new Date(),
  ) => {
    const body = service === "sts" ? "Action=GetCallerIdentity&Version=2011-06-15" : "";
    const type = service === "dynamodb" ? "application/x-amz-json-1.0" : "application/x-www-form-urlencoded";
    const headers = { host: new URL(url).host, "content-type": type };
    return signer(service, credentials, region).sign(
      { ...plain("/"), method: "POST", headers, body, ...options },
      { signingDate },
    );
  };
  const presigned = async (path: string, expiresIn: number, signingDate = new Date(), credentials = administrator) => {
    // As S3RequestPresigner does.
    const headers = { host: new URL(url).host, "x-amz-content-sha256": "UNSIGNED-PAYLOAD" };
    const { query = {} } = await signer("s3", credentials).presign(plain(path, { headers }), { expiresIn, signingDate });
    return `${path}?${new URLSearchParams(query as Record<string, string>)}`;
  };

  describe("accepts what the SDK signs", () => {
    it("with the administrator's key", async () => {
      await new DynamoDBClient(client(administrator)).send(new GetItemCommand(key));

      expect(seen).length(1);
      expect(seen[0]?.service).equal("dynamodb");
      expect(seen[0]?.request.principal).eql(principal);
      expect(JSON.parse(seen[0]?.request.body.toString() ?? "")).eql(key);
    });

    it("with a role's session", async () => {
      await new SNSClient(client(iam.credentialsOf(role))).send(new PublishCommand({ TopicArn: "arn", Message: "Größe & mehr" }));

      expect(seen[0]?.request.principal).eql(role);
    });

    it("with keys of S3 that need encoding", async () => {
      const s3 = new S3Client(client(administrator, { forcePathStyle: true }));
      const Key = "a b/ü+%25(1)'*!~/=&?x.json";
      await s3.send(new PutObjectCommand({ Bucket: "invoices", Key, Body: "{}", Metadata: { a: " two   blanks " } }));
      await s3.send(new GetObjectCommand({ Bucket: "invoices", Key, ResponseContentType: "a/b; c=d e" }));

      expect(seen.map(({ request }) => decodeURIComponent(request.path))).eql([`/invoices/${Key}`, `/invoices/${Key}`]);
      expect(seen[0]?.request.body.toString()).equal("{}");
    });

    it("with an ARN in a path, which is encoded twice", async () => {
      const FunctionName = "arn:aws:lambda:ap-southeast-2:123456789012:function:place-order";
      await new LambdaClient(client(administrator)).send(new InvokeCommand({ FunctionName, Payload: "{}" }));

      expect(decodeURIComponent(seen[0]?.request.path ?? "")).equal(`/2015-03-31/functions/${FunctionName}/invocations`);
    });

    it("with an upload in a stream, whose payload is not signed", async () => {
      const headers = { host: new URL(url).host, "x-amz-content-sha256": "STREAMING-UNSIGNED-PAYLOAD-TRAILER" };
      const { headers: all } = await signed("s3", { method: "PUT", path: "/b/k", headers });
      expect((await send("/b/k", { method: "PUT", headers: all, body: "anything" })).status).equal(200);
    });

    it("in a presigned URL, also of a session", async () => {
      expect((await send(await presigned("/invoices/a%20b.json", 900))).status).equal(200);
      expect((await send(await presigned("/invoices/a.json", 900, new Date(), iam.credentialsOf(role)))).status).equal(200);
      expect(seen.map(({ request }) => request.principal)).eql([principal, role]);
    });

    it("and STS tells who they are", async () => {
      const session = await signed("sts", {}, iam.credentialsOf(role));
      const { status, text } = await send("/", session);
      expect(status).equal(200);
      expect(text).contain(`<Arn>${role.arn}</Arn><UserId>AROA`).contain(":bake</UserId><Account>123456789012</Account>");
      expect((await send("/", await signed("sts"))).text).contain("user/administrator</Arn>");
    });
  });

  describe("refuses", () => {
    it("a wrong secret, under each service's own code", async () => {
      const wrong = client({ ...administrator, secretAccessKey: "wrong" });
      expect(await failure(new DynamoDBClient(wrong).send(new GetItemCommand(key)))).include({
        name: "InvalidSignatureException",
      });
      const fromSns = await failure(new SNSClient(wrong).send(new PublishCommand({ TopicArn: "arn", Message: "m" })));
      expect(fromSns).include({ name: "SignatureDoesNotMatch" });
      const s3 = new S3Client({ ...wrong, forcePathStyle: true });
      const fromS3 = await failure(s3.send(new GetObjectCommand({ Bucket: "b", Key: "k" })));
      expect(fromS3).include({ name: "SignatureDoesNotMatch" }).nested.include({ "$metadata.httpStatusCode": 403 });
      expect(seen).eql([]);
    });

    it("an unknown key, a session without its token and one with a forged token", async () => {
      const session = iam.credentialsOf(role);
      const { sessionToken, ...tokenless } = session;
      const unknown = { ...administrator, accessKeyId: "AKIAAAAAAAAAAAAAAAAA" };
      const forged = { ...session, sessionToken: `x${sessionToken}` };
      const codes = [];
      for (const credentials of [unknown, tokenless, forged]) {
        const fromDynamo = await failure(new DynamoDBClient(client(credentials)).send(new GetItemCommand(key)));
        const s3 = new S3Client(client(credentials, { forcePathStyle: true }));
        const fromS3 = await failure(s3.send(new GetObjectCommand({ Bucket: "b", Key: "k" })));
        const fromSts = /<Code>(.*)<\/Code>/.exec((await send("/", await signed("sts", {}, credentials))).text)?.[1];
        codes.push(`${fromDynamo.name} ${fromS3.name} ${fromSts}`);
      }
      expect(codes).eql([
        "UnrecognizedClientException InvalidAccessKeyId InvalidClientTokenId",
        "UnrecognizedClientException InvalidAccessKeyId InvalidClientTokenId",
        "UnrecognizedClientException InvalidAccessKeyId InvalidClientTokenId",
      ]);
      expect(seen).eql([]);
    });

    it("a tampered body", async () => {
      const { headers } = await signed("dynamodb", { body: '{"a":1}' });
      const fromDynamo = await send("/", { method: "POST", headers, body: '{"a":2}' });
      expect(fromDynamo).include({ status: 400 });
      expect(JSON.parse(fromDynamo.text)).include({ __type: "InvalidSignatureException" });

      const put = await signed("s3", { method: "PUT", path: "/b/k", body: "one" });
      const fromS3 = await send("/b/k", { method: "PUT", headers: put.headers, body: "two" });
      expect(fromS3.text).contain("<Code>XAmzContentSHA256Mismatch</Code>");
      expect(seen).eql([]);
    });

    it("a tampered path, query or header, and a header that was added", async () => {
      const { headers } = await signed("s3", { method: "GET", path: "/b/k" });
      const answers = [
        await send("/b/other", { headers }),
        await send("/b/k?versionId=1", { headers }),
        await send("/b/k", { headers: { ...headers, "content-type": "text/html" } }),
        await send("/b/k", { headers: { ...headers, "x-amz-acl": "public-read" } }),
      ];
      expect(answers.map(({ text }) => /<Code>(.*)<\/Code>/.exec(text)?.[1])).eql([
        "SignatureDoesNotMatch",
        "SignatureDoesNotMatch",
        "SignatureDoesNotMatch",
        "AccessDenied",
      ]);
    });

    it("a tampered presigned URL, an expired one and one that is not yet good", async () => {
      const good = await presigned("/b/k", 900);
      const answers = [
        await send(good.replace("/b/k", "/b/j")),
        await send(good.replace("Expires=900", "Expires=90000")),
        await send(good, { method: "PUT", body: "x" }),
        await send(await presigned("/b/k", 900, new Date(Date.now() - 901_000))),
        await send(await presigned("/b/k", 900, new Date(Date.now() + 3_600_000))),
        await send(good.replace("Expires=900", "Expires=9000000")),
        await send(`${good}0`),
      ];
      expect(answers.map(({ status, text }) => `${status} ${/<Code>(.*)<\/Code>/.exec(text)?.[1]}`)).eql([
        "403 SignatureDoesNotMatch",
        "403 SignatureDoesNotMatch",
        "403 SignatureDoesNotMatch",
        "403 AccessDenied",
        "403 AccessDenied",
        "400 AuthorizationQueryParametersError",
        "403 SignatureDoesNotMatch",
      ]);
      expect(answers[3]?.text).contain("<Message>Request has expired</Message>");
      expect((await send(await presigned("/b/k", 900, new Date(Date.now() - 800_000)))).status).equal(200);
    });

    it("a clock that is a quarter of an hour off", async () => {
      for (const [minutes, status] of [
        [-16, 403],
        [-14, 200],
        [14, 200],
        [16, 403],
      ] as const) {
        const date = new Date(Date.now() + minutes * 60_000);
        const answer = await send("/", await signed("sts", {}, administrator, place.region, date));
        expect(answer.status, `${minutes} minutes`).equal(status);
      }
      const { headers } = await signed("s3", { method: "GET" }, administrator, place.region, new Date(0));
      expect((await send("/", { headers })).text).contain("<Code>RequestTimeTooSkewed</Code>");
    });

    it("another region", async () => {
      expect((await send("/", await signed("dynamodb", {}, administrator, "us-east-1"))).text).contain(
        "InvalidSignatureException",
      );
      const { headers } = await signed("s3", { method: "GET" }, administrator, "us-east-1");
      expect((await send("/", { headers })).text)
        .contain("AuthorizationHeaderMalformed")
        .contain("expecting 'ap-southeast-2'");
    });

    it("a service it does not have, naming those it has", async () => {
      const answer = await send("/", await signed("sqs", { body: "Action=ListQueues" }));
      expect(answer).include({ status: 501 });
      expect(answer.text).contain(
        "The service 'sqs' is not supported on the laptop; here are dynamodb, s3, lambda, sns, sts, cognito-idp",
      );
      expect((await send("/", await signed("constructor"))).status).equal(501);
    });

    it("signatures it cannot read, and two at once", async () => {
      const { headers } = await signed("s3", { method: "GET" });
      const { authorization = "" } = headers;
      const spoiled = [
        "Bearer token",
        "AWS AKIA:signature",
        authorization.replace("HMAC", "ECDSA"),
        authorization.replace(/Signature=.*/, "Signature=0"),
        authorization.replace("SignedHeaders=", "Headers="),
      ];
      for (const text of spoiled) {
        const answer = await send("/", { headers: { ...headers, authorization: text } });
        expect(answer.status, text).within(400, 403);
      }
      expect((await send(await presigned("/", 900), { headers })).text).contain("AuthorizationQueryParametersError");
      expect((await send("/", { headers: { ...headers, authorization: authorization.replace("host;", "") } })).text).contain(
        "'Host' must be",
      );
      expect(seen).eql([]);
    });

    it("an unsigned call, unless the service takes it or it is meant for S3", async () => {
      const call = (target: string) =>
        send("/", { method: "POST", headers: { "x-amz-target": target, "content-type": "application/x-amz-json-1.0" } });
      const refused = await call("DynamoDB_20120810.GetItem");
      expect(refused).include({ status: 400 });
      expect(JSON.parse(refused.text)).include({ __type: "MissingAuthenticationTokenException" });

      await call("AWSCognitoIdentityProviderService.SignUp");
      await send("/pages/index.html");
      expect(seen.map(({ service, request }) => `${service} ${request.principal.type}`)).eql([
        "cognito-idp Anonymous",
        "s3 Anonymous",
      ]);
    });

    it("a Host that is not this machine", async () => {
      expect(await send("/pages/index.html", { headers: { host: "evil.example:4566" } })).include({ status: 403 });
      expect(await send("/pages/index.html", { headers: { host: "127.0.0.1.evil.example" } })).include({ status: 403 });
      expect(seen).eql([]);
    });

    it("a body beyond 64 MiB", async () => {
      const answer = await send("/b/k", { method: "PUT", body: "x".repeat(64 * 1024 * 1024 + 1) });
      expect(answer).include({ status: 413 });
    });
  });

  it("gives each answer an id of its own, and the service the same", async () => {
    const answers = [await send("/a"), await send("/b")];
    expect(answers.map(({ headers }) => headers["x-amzn-requestid"])).eql(seen.map(({ request }) => request.requestId));
    expect(new Set(seen.map(({ request }) => request.requestId)).size).equal(2);
  });

  it("answers a fault of an engine with 500 and its text", async () => {
    const answer = await send("/broken");
    expect(answer).include({ status: 500 });
    expect(answer.text).contain("a fault of the engine");
  });

  it("survives clients that go away or speak no HTTP", async () => {
    const raw = (text: string, cut: boolean) =>
      new Promise<string>((resolve) => {
        let answer = "";
        const socket = connect(Number(new URL(url).port), "127.0.0.1", () => {
          socket.write(text);
          if (cut) setTimeout(() => socket.destroy(), 20);
        });
        socket.on("data", (part) => {
          answer += part;
        });
        socket.on("error", () => {}).on("close", () => resolve(answer));
      });
    const put = "PUT /b/k HTTP/1.1\r\nHost: 127.0.0.1\r\n";
    await raw(`${put}Content-Length: 100\r\n\r\nhalf`, true);
    await raw(`${put}Transfer-Encoding: chunked\r\n\r\n5\r\nha`, true);
    expect(await raw("nonsense\r\n\r\n", false)).match(/^HTTP\/1\.1 400 /);
    expect(await raw(`${put}Transfer-Encoding: chunked\r\n\r\nzz\r\n`, false)).match(/^HTTP\/1\.1 400 /);
    expect(await raw("OPTIONS * HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n", false)).match(/^HTTP\/1\.1 400 /);

    expect(seen).eql([]);
    expect((await send("/b/k")).status).equal(200);
  });
});

describe("A server", () => {
  it("waits for nobody's body who went away before it was asked for", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await new Promise((done) => server.once("listening", done));
    const asked = new Promise<IncomingMessage>((tell) => server.once("request", tell));
    const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
    socket.write("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n{");
    const cutOff = await asked;
    const gone = new Promise((done) => cutOff.once("close", done));
    socket.destroy();
    await gone;
    const reason = await readBody(cutOff, 9).catch((error: Error) => error.message);
    server.close();
    expect(reason).to.equal("The client went away");
  });

  it("names the port that is in use, what for and how to take another", async () => {
    const nothing: RequestListener = (_request, response) => response.end();
    const holder = createServer(nothing);
    await new Promise<void>((resolve) => holder.listen(0, "127.0.0.1", resolve));
    const { port } = holder.address() as AddressInfo;
    const error = await listen(nothing, port, "the REST API (--port)").then(
      () => expect.fail("it listens"),
      (reason: Error) => reason,
    );
    holder.close();
    const instead = "end what listens there or start with --port N";
    expect(error.message).equal(`port ${port} is in use; it is needed for the REST API: ${instead}`);
  });
});
