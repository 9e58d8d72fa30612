// What became of headers on their way through a REST API on AWS.
import { request } from "node:http";
import { expect } from "chai";
import { echo, lambda, operation, refusal, role, type Served, serve, states, statesUri } from "../apigateway.fixture";

type Headers = Readonly<Record<string, string>>;

/** Of every kind a client may send; those that HTTP itself needs the client sets. */
const some: Headers = {
  ...{ Accept: "application/json", "Accept-Charset": "UTF-8", "Accept-Encoding": "br", Age: "7", Authorization: "none" },
  ...{
    "Content-Encoding": "identity",
    "Content-MD5": "md5",
    "Content-Type": "application/json",
    Date: "today",
    "Max-Forwards": "2",
  },
  ...{
    Pragma: "cache",
    "Proxy-Authenticate": "Basic",
    Range: "bytes=1-2",
    Referer: "https://example.com/",
    Server: "mine",
    TE: "deflate",
  },
  ...{ Trailer: "Expires", "User-Agent": "test/1.0", Via: "example.net", Warn: "299", "WWW-Authenticate": "Basic" },
};
const withheld = ["Content-MD5", "Max-Forwards", "Proxy-Authenticate", "Server", "TE", "Trailer", "WWW-Authenticate"];
const handedOn = Object.keys(some).filter((name) => !withheld.includes(name));

const remapped = [
  ...[
    "Authorization",
    "Connection",
    "Content-Length",
    "Content-MD5",
    "Date",
    "Expect",
    "Host",
    "Max-Forwards",
    "Proxy-Authenticate",
  ],
  ...["Server", "Trailer", "Upgrade", "User-Agent", "WWW-Authenticate"],
];
const answered = [
  "Accept",
  "Accept-Charset",
  "Accept-Encoding",
  "Age",
  "Content-Type",
  "Pragma",
  "Range",
  "Referer",
  "TE",
  "Via",
  "Warn",
];
const dropped = ["Transfer-Encoding"];
const all = [...remapped, ...answered, ...dropped];

const services = { states: echo, lambda: () => ({ body: "{}" }) };
const integration = { type: "aws", uri: statesUri, httpMethod: "POST", credentials: role };
const echoed = Object.keys(some).map((name) => `"${name}": "$input.params('${name}')"`);
const mapped = {
  requestTemplates: { "application/json": "{}" },
  responses: {
    default: {
      statusCode: "200",
      responseParameters: Object.fromEntries(all.map((name) => [`method.response.header.${name}`, `'mapped ${name}'`])),
    },
  },
};
const declared = { 200: { description: "", headers: Object.fromEntries(all.map((name) => [name, {}])) } };
const paths = {
  "/echoed": { post: states(`{${echoed.join(", ")}}`) },
  "/remapped": { post: operation({ ...integration, ...mapped }, { responses: declared }) },
  "/function/{rest+}": { post: lambda() },
};

describe("Recorded on AWS: headers through REST APIs", () => {
  let api: Served;
  before(async () => {
    api = await serve(paths, {}, { services });
  });
  after(() => api.close());

  /** `fetch` would keep some of them to itself. */
  const send = (path: string) =>
    new Promise<string>((resolve, reject) => {
      const sent = request(`${api.url}${path}`, { method: "POST", headers: some }, async (response) => {
        resolve(Buffer.concat(await response.toArray()).toString());
      });
      sent.on("error", reject).end("{}");
    });

  it("of a request are seen by templates, but for those API Gateway takes itself", async () => {
    const seen = JSON.parse(await send("/echoed"));
    expect(Object.keys(seen).filter((name) => seen[name] !== "")).to.deep.equal(handedOn);
    for (const name of handedOn) expect(seen[name]).to.equal(some[name]);
  });

  it("of a request reach a function, but for those API Gateway takes itself", async () => {
    await send("/function/a");
    const { headers, multiValueHeaders } = JSON.parse(String(api.calls.at(-1)?.body));
    expect(headers).to.include(Object.fromEntries(handedOn.map((name) => [name, some[name]])));
    const forwarded = ["X-Forwarded-For", "X-Forwarded-Port", "X-Forwarded-Proto"];
    expect(Object.keys(headers)).to.have.members([...handedOn, "Host", ...forwarded]);
    expect(multiValueHeaders.Accept).to.deep.equal([some.Accept]);
  });

  it("of an answer come under another name where API Gateway has its own", async () => {
    const { headers } = await api.post("/remapped", {});
    for (const name of remapped) expect(headers.get(`x-amzn-Remapped-${name}`), name).to.equal(`mapped ${name}`);
    for (const name of answered) expect(headers.get(name), name).to.equal(`mapped ${name}`);
    for (const name of dropped) expect(headers.get(`x-amzn-Remapped-${name}`), name).to.equal(null);
    expect(headers.get("x-amzn-requestid")).to.match(/^[0-9a-f-]{36}$/);
    expect(headers.get("x-amz-apigw-id")).to.match(/^[\w+/]{15}=$/);
  });

  for (const name of [
    "Authorization",
    "Connection",
    "Content-Length",
    "Expect",
    "Proxy-Authenticate",
    "TE",
    "Transfer-Encoding",
  ]) {
    it(`mapped to ${name} of an integration's request fail each request, so such a mapping is refused`, async () => {
      const requestParameters = { [`integration.request.header.${name}`]: "'x'" };
      const responses = { default: { statusCode: "200" } };
      const mapping = { "/x": { post: operation({ ...integration, requestParameters, responses }) } };
      expect(await refusal(mapping, {}, { services })).to.contain(`integration.request.header.${name} is refused by API Gateway`);
    });
  }
});
