// Requests no well-meaning client sends: each ends in a 4xx of the gateway's own shape, and the API answers the next one.
import { expect } from "chai";
import { lambda, mock, type Served, serve, states } from "./apigateway.fixture";

describe("API Gateway under hostile requests", () => {
  let api: Served;
  const head = "Host: 127.0.0.1\r\nConnection: close\r\n";

  before(async () => {
    const schema = { type: "object", properties: { a: { $ref: "#/components/schemas/Node" } } };
    const requestBody = { content: { "application/json": { schema } } };
    const services = { states: ({ body }: { body: Buffer }) => ({ body: body.toString() }), lambda: () => ({ body: "{}" }) };
    api = await serve(
      {
        "/checked": { post: states("$input.json('$')", { requestBody }) },
        "/free": { post: states("$input.json('$')", { "x-amazon-apigateway-request-validator": "none" }) },
        "/raw/{id}": { post: lambda({ "x-amazon-apigateway-request-validator": "none" }), get: mock("$input.params('id')") },
      },
      {
        components: { schemas: { Node: { type: "object", properties: { a: { $ref: "#/components/schemas/Node" } } } } },
        "x-amazon-apigateway-request-validators": { all: { validateRequestBody: true }, none: {} },
        "x-amazon-apigateway-request-validator": "all",
      },
      { services },
    );
  });
  afterEach(async () => {
    expect((await api.get("/raw/1")).text).to.equal("1");
    expect(api.log.join("\n")).to.not.contain("secret");
  });
  after(() => api.close());

  const bodies: Record<string, string | Buffer> = {
    "broken UTF-8": Buffer.from([0x22, 0xc3, 0x28, 0x22]),
    "a body cut short": '{"secret": ',
    "control characters": '{"secret": "\u0000\u0007"}',
    "a byte order mark": "\ufeff{}",
    "500 levels, which AWS's parser does not follow": `${"[".repeat(500)}${"]".repeat(500)}`,
    "10,000 levels of lists": `${"[".repeat(10_000)}${"]".repeat(10_000)}`,
    "10,000 levels of objects": `${'{"a":'.repeat(10_000)}1${"}".repeat(10_000)}`,
    "a million open brackets": "[".repeat(1_000_000),
    JavaScript: "{secret: 1}",
    "two values": "{} {}",
  };
  for (const [what, body] of Object.entries(bodies)) {
    it(`answers 400 to ${what}, and repeats nothing of it`, async () => {
      for (const path of ["/checked", "/free"]) {
        const { status, text, json } = await api.post(path, body);
        expect(status).to.equal(400);
        expect(Object.keys(json())).to.deep.equal(["message"]);
        expect(text).to.not.match(/secret|at .*:\d+:\d+|node_modules/);
      }
    });
  }

  it("answers 400 to percent signs that encode nothing, in path and query", async () => {
    for (const target of ["/raw/%", "/raw/%ff", "/raw/%zz", "/raw/1?a=%", "/raw/1?%c3%28=1"]) {
      const answer = await api.raw(`GET ${target} HTTP/1.1\r\n${head}\r\n`);
      expect(answer, target)
        .to.match(/^HTTP\/1.1 400 /)
        .and.to.match(/\{"message":"Bad Request"\}$/);
    }
  });

  it("sees no operation behind methods and targets it does not have", async () => {
    for (const line of [
      "TRACE /raw/1",
      "OPTIONS *",
      "HEAD /raw/1",
      "PROPFIND /raw/1",
      "GET /raw",
      "GET /raw/1/../../x",
      "GET /__proto__",
    ]) {
      expect(await api.raw(`${line} HTTP/1.1\r\n${head}\r\n`), line).to.match(/^HTTP\/1.1 403 /);
    }
    expect(await api.raw(`GET http://evil.example/raw/7?x#y HTTP/1.1\r\n${head}\r\n`)).to.match(/\r\n\r\n7$/);
    expect(await api.raw(`GET /raw/constructor HTTP/1.1\r\n${head}\r\n`)).to.match(/\r\n\r\nconstructor$/);
  });

  it("serves HTTP/1.0 and pipelined requests, in their order", async () => {
    expect(await api.raw("GET /raw/old HTTP/1.0\r\n\r\n")).to.match(/\r\n\r\nold$/);
    const two = await api.raw(`GET /raw/a HTTP/1.1\r\nHost: x\r\n\r\nGET /raw/b HTTP/1.1\r\n${head}\r\n`);
    expect(two).to.match(/\r\n\r\naHTTP\/1.1 200 OK.*\r\n\r\nb$/s);
  });

  it("does not mix up what it answers to pipelined requests of which one waits to be told to go on", async () => {
    const first = "GET /raw/a HTTP/1.1\r\nHost: x\r\n\r\n";
    const second = `POST /free HTTP/1.1\r\n${head}Expect: 100-continue\r\nContent-Length: 2\r\n\r\n{}`;
    expect(await api.raw(first + second)).to.match(/\r\n\r\naHTTP\/1\.1 200 OK\r\n((?!100 Continue).)*\r\n\r\n\{\}$/s);
  });

  it("ends the connection of a client that offers to speak something else, rather than keep it waiting", async () => {
    const offer = "GET /raw/a HTTP/1.1\r\nHost: x\r\nConnection: upgrade\r\nUpgrade: h2c\r\n\r\n";
    expect(await api.raw(`${offer}GET /raw/b HTTP/1.1\r\nHost: x\r\n\r\n`)).to.match(
      /^HTTP\/1\.1 200 OK\r\n.*Connection: close.*\r\n\r\na$/s,
    );
  });

  it("takes the last of duplicated headers and keys like __proto__ as data", async () => {
    const lines = "X: 1\r\nX: 2\r\n__proto__: p\r\nconstructor: c\r\n";
    await api.raw(`POST /raw/1?__proto__=q&constructor=d HTTP/1.1\r\n${head}${lines}Content-Length: 0\r\n\r\n`);
    const event = JSON.parse(String(api.calls.at(-1)?.body));
    expect(event.headers).to.include({ X: "2", constructor: "c" });
    expect(Object.entries(event.headers)).to.deep.include(["__proto__", "p"]);
    expect(Object.entries(event.queryStringParameters)).to.deep.equal([
      ["__proto__", "q"],
      ["constructor", "d"],
    ]);
  });

  it("is not upset by a client that goes away in the middle of its body", async () => {
    const lines = api.log.length;
    const { connect } = await import("node:net");
    const socket = connect(Number(new URL(api.url).port), "127.0.0.1");
    socket.write("POST /free HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nhalf");
    await new Promise((resolve) => setTimeout(resolve, 30));
    socket.destroy();
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(api.log.length).to.equal(lines);
  });

  it("passes a body on unread where nobody asks for JSON", async () => {
    expect((await api.post("/raw/1", "{secret")).status).to.equal(200);
    expect(JSON.parse(String(api.calls.at(-1)?.body)).body).to.equal("{secret");
  });
});
