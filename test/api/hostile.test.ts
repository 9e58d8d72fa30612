// Wrong and hostile requests: each is refused in the API's own words, and nothing is written.
import { connect } from "node:net";
import { expect } from "chai";
import { type Answer, type Customer, latte, openShop, type Shop } from "./shop";

describe("a wrong request", () => {
  let shop: Shop;
  let anna: Customer;
  before(async () => {
    shop = await openShop();
    anna = await shop.customer();
  });
  afterEach(async () => {
    expect(await shop.items(anna)).to.deep.equal([]);
    expect(await shop.invoices(anna)).to.deep.equal([]);
  });

  function send(body: RequestInit["body"], type = "application/json"): Promise<Answer> {
    return shop.ask("order", { as: anna, method: "POST", headers: { "content-type": type }, body: body ?? null });
  }

  function refused({ status, body }: Answer, statuses: readonly number[] = [400]) {
    expect(status, JSON.stringify(body)).to.be.oneOf(statuses);
    expect(Object.keys(body)).to.deep.equal(["error", "message"]);
    expect(body.error).to.match(/^[A-Z]\w+$/);
    expect(body.message).to.be.a("string").with.lengthOf.within(20, 500);
    expect(body.message).to.not.match(/arn:|node_modules|\.ts:|at \w+ \(/);
  }

  const bodies: [string, RequestInit["body"]][] = [
    ["no body", undefined],
    ["an empty body", ""],
    ["no JSON", "order=latte"],
    ["half a JSON", '{"order":'],
    ["a list", "[]"],
    ["null", "null"],
    ["a text", '"latte"'],
    ["no order", "{}"],
    ["an order that is a text", '{"order":"latte"}'],
    ["a field too many", JSON.stringify({ order: { ...latte(), tip: 5 } })],
    ["a field beside the order", JSON.stringify({ order: latte(), tip: 5 })],
    ["a field missing", JSON.stringify({ order: { city: "Sydney", details: latte().details } })],
    ["quantity as text", JSON.stringify({ order: { ...latte(), details: { ...latte().details, quantity: "2" } } })],
    ["an empty accountid", JSON.stringify({ order: { ...latte(), accountid: "" } })],
    ["an accountid of 3 KB", JSON.stringify({ order: { ...latte(), accountid: "x".repeat(3000) } })],
    ["control characters", JSON.stringify({ order: { ...latte(), city: "Syd\u0000ney\u001b[2J" } })],
    ["100,000 levels of nesting", `{"order":${"[".repeat(100_000)}${"]".repeat(100_000)}}`],
    ["5,000 levels of objects", `{"order":${'{"a":'.repeat(5000)}1${"}".repeat(5000)}}`],
    ["broken UTF-8", Buffer.from([...Buffer.from('{"order":{"city":"'), 0xc3, 0x28, 0xff, ...Buffer.from('"}}')])],
    ["__proto__", `{"order":{"__proto__":${JSON.stringify(latte())}}}`],
    [
      "a number too large for any machine",
      JSON.stringify({ order: { ...latte(), details: {} } }).replace(
        "{}",
        '{"coffeetype":"Latte","coffeesize":"Large","quantity":1e999}',
      ),
    ],
  ];
  for (const [what, body] of bodies) {
    it(`with ${what} is a 400`, async () => refused(await send(body), [400]));
  }

  for (const quantity of [0, -1, 1.5, 21]) {
    it(`for ${quantity} cups is refused`, async () => {
      refused(await send(JSON.stringify({ order: { ...latte(), details: { ...latte().details, quantity } } })), [422]);
    });
  }

  const menuless = [
    "constructor",
    "__proto__",
    "toString",
    "$input",
    "#set($x = 1)",
    `\${1+1}`,
    `"'\\`,
    "</script><img src=x>",
    "☕",
  ];
  for (const word of menuless) {
    for (const field of ["vendorid", "city", "coffeetype", "coffeesize"]) {
      it(`for the ${field} ${word} is refused, and the word comes back as it was sent`, async () => {
        const { details, ...order } = latte();
        const inDetails = field.startsWith("coffee");
        const body = {
          order: { ...order, ...(!inDetails && { [field]: word }), details: { ...details, ...(inDetails && { [field]: word }) } },
        };
        const answer = await send(JSON.stringify(body));
        refused(answer, [422]);
        expect(answer.body.message).to.contain(JSON.stringify(word));
      });
    }
  }

  it("of 300 KB is refused", async () =>
    refused(await send(JSON.stringify({ order: { ...latte(), city: "x".repeat(300_000) } })), [400, 413]));

  it("of 11 MB is refused", async () => refused(await send(Buffer.alloc(11 * 1024 * 1024, 32)), [413]));

  for (const type of ["text/plain", "application/xml", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"]) {
    it(`of type ${type} is refused`, async () => refused(await send(JSON.stringify({ order: latte() }), type), [415]));
  }

  it("for somebody else's account is refused", async () => {
    refused(await shop.order(anna, { accountid: (await shop.customer()).accountid }), [403]);
  });

  for (const [what, word] of [
    ["1,025 letters", "x".repeat(1025)],
    ["1,026 bytes in 342 letters", "☕".repeat(342)],
  ] as const) {
    it(`names ${what}, more than the table takes for a key, and is refused before it is asked`, async () => {
      const staff = await shop.customer({ groups: ["staff"], vendorid: "nowhere" });
      const text = encodeURIComponent(word);
      for (const path of [`order?vendorid=${text}`, `order?vendorid=nowhere&accountid=${text}`, `invoice?objectKey=${text}`]) {
        refused(await shop.ask(path, { as: staff }), [400]);
      }
      refused(await shop.change(staff, "ready", { ...anna, accountid: word }, "nowhere"), [400]);
      refused(await shop.change(anna, "cancelled", undefined, word), [400]);
    });
  }

  for (const [method, path] of [
    ["GET", "nowhere"],
    ["POST", ""],
    ["GET", "favicon.ico"],
    ["GET", "index.html"],
    ["DELETE", "order"],
    ["PUT", "menu"],
    ["GET", "order/../../etc/passwd"],
    ["GET", "%2e%2e/%2e%2e/etc/passwd"],
    ["GET", "order%00"],
    ["POST", "_local"],
  ] as const) {
    it(`${method} /${path} is not there`, async () => refused(await shop.ask(path, { as: anna, method }), [404]));
  }

  it("that breaks off, or is no HTTP at all, takes nobody else's answer with it", async () => {
    const { port, pathname } = new URL(shop.url);
    const pieces = [
      `GET ${pathname}%zz HTTP/1.1\r\nHost: localhost\r\n\r\n`,
      "\u0016\u0003\u0001 hello",
      `POST ${pathname}order HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nAuthorization: Bearer ${anna.token}\r\nContent-Length: 500\r\n\r\n{"order":`,
      `POST ${pathname}order HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n`,
      `GET ${pathname}menu HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n`,
      `GET ${pathname}menu HTTP/1.1\r\nHost: localhost\r\nX: ${"x".repeat(100_000)}\r\n\r\n`,
    ];
    for (const piece of pieces) {
      await new Promise<void>((done) => {
        const socket = connect(Number(port), "127.0.0.1", () =>
          socket.write(piece, () => setTimeout(() => socket.destroy(), 50)),
        );
        socket.on("error", () => {}).on("close", () => done());
      });
    }
    expect((await shop.ask("menu")).status).to.equal(200);
  });

  it("that comes with 39 others on one connection is answered in its turn, and no warning is printed", async () => {
    const warnings: Error[] = [];
    const warned = (warning: Error) => void warnings.push(warning);
    process.on("warning", warned);
    const { port, pathname } = new URL(shop.url);
    const ask = (number: number, connection: string) =>
      `GET ${pathname}nowhere-${number} HTTP/1.1\r\nHost: localhost\r\nConnection: ${connection}\r\n\r\n`;
    const socket = connect(Number(port), "127.0.0.1");
    socket.write(Array.from({ length: 40 }, (_, number) => ask(number, number < 39 ? "keep-alive" : "close")).join(""));
    let text = "";
    for await (const chunk of socket) text += chunk;
    process.off("warning", warned);
    expect(text.match(/HTTP\/1\.1 404 /g)).to.have.lengthOf(40);
    expect(warnings).to.deep.equal([]);
  });
});
