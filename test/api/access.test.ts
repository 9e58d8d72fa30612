// Who gets an answer: every route, with every kind of token there is. No cell answers data that is not the caller's.
import { createHmac, createSign, generateKeyPairSync, type KeyLike } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { InitiateAuthCommand, SignUpCommand, UpdateUserAttributesCommand } from "@aws-sdk/client-cognito-identity-provider";
import { expect } from "chai";
import { type Answer, type Customer, latte, openShop, password, type Shop } from "./shop";

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");

describe("access", () => {
  let shop: Shop;
  let owner: Customer;
  const callers = new Map<string, Customer>();
  /** Those whose token is none. */
  const tokenless: string[] = [];
  // biome-ignore lint/suspicious/noExplicitAny: an order as the API answered it.
  let order: any;
  before(async () => {
    shop = await openShop();
    owner = await shop.customer();
    order = (await shop.order(owner)).body;
    const nobody = { ...owner, token: "" };
    const [head = "", claims = "", signature = ""] = owner.token.split(".");
    const decoded = JSON.parse(Buffer.from(claims, "base64url").toString());
    const signed = (payload: object, key: KeyLike) => {
      const text = `${head}.${encode(payload)}`;
      return `${text}.${createSign("RSA-SHA256").update(text).sign(key, "base64url")}`;
    };
    const own = readFileSync(join(shop.running.cloud.place.dataDir, "cognito", shop.output("userPoolId"), "key.pem"));
    expect(signed(decoded, own), "signed as the pool signs").to.equal(owner.token);
    const { privateKey: another } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const hmac = `${encode({ ...JSON.parse(Buffer.from(head, "base64url").toString()), alg: "HS256" })}.${claims}`;
    const bad: Record<string, string> = {
      garbage: "garbage",
      tampered: `${head}.${encode({ ...decoded, "cognito:groups": ["staff"], "custom:vendorid": "sydney-central" })}.${signature}`,
      "alg none": `${encode({ alg: "none" })}.${claims}.`,
      "signed as HMAC": `${hmac}.${createHmac("sha256", "secret").update(hmac).digest("base64url")}`,
      expired: signed({ ...decoded, exp: decoded.iat - 1 }, own),
      "another pool's": signed({ ...decoded, iss: decoded.iss.replace(/.$/, "x") }, another),
      "another pool's name": signed({ ...decoded, iss: decoded.iss.replace(/.$/, "x") }, own),
      "another key": signed(decoded, another),
      "access token": owner.accessToken,
    };
    callers.set("no token", nobody);
    for (const [name, token] of Object.entries(bad)) callers.set(name, { ...owner, token });
    tokenless.push(...callers.keys());
    callers.set("owner", owner);
    callers.set("other customer", await shop.customer());
    callers.set("staff", await shop.staff("sydney-central"));
    callers.set("staff elsewhere", await shop.staff("perth-station"));
    await shop.group("not-staff");
    callers.set("in a group not-staff", await shop.customer({ groups: ["not-staff"], vendorid: "sydney-central" }));
    callers.set("vendorid without group", await shop.customer({ vendorid: "sydney-central" }));
  });

  const strangers = ["other customer", "staff elsewhere", "in a group not-staff", "vendorid without group"];

  /** What each kind of caller gets; those not named, the last column. */
  const table: [string, (as: Customer) => Promise<Answer>, Record<string, number>, number][] = [
    ["GET /menu", (as) => shop.ask("menu", { as }), {}, 200],
    [
      "GET /openapi.json",
      (as) => shop.ask("openapi.json", { as }),
      Object.fromEntries(tokenless.map((name) => [name, 200])),
      200,
    ],
    ["POST /order for the owner", (as) => shop.order(as, { accountid: owner.accountid }), { owner: 409 }, 403],
    [
      "GET /order of the owner",
      (as) => shop.ask(`order?vendorid=sydney-central&accountid=${owner.accountid}`, { as }),
      { owner: 200, staff: 200 },
      403,
    ],
    ["GET /order of one's own", (as) => shop.ask("order?vendorid=sydney-central", { as }), { owner: 200 }, 404],
    ["PATCH ready", (as) => shop.change(as, "ready", owner), { staff: 200 }, 403],
    ["PATCH cancelled", (as) => shop.change(as, "cancelled", owner), { owner: 409 }, 403],
    ["GET /orders", (as) => shop.ask("orders?vendorid=sydney-central", { as }), { staff: 200 }, 403],
    ["GET /invoice", (as) => shop.ask(`invoice?objectKey=${order.invoice}`, { as }), { owner: 200, staff: 200 }, 403],
    [
      "GET /invoice that isn't there",
      (as) => shop.ask(`invoice?objectKey=${order.invoice.replace(".json", "x.json")}`, { as }),
      { owner: 404, staff: 404 },
      403,
    ],
  ];
  for (const [route, ask, allowed, otherwise] of table) {
    it(`${route} answers those it concerns, and nobody else`, async () => {
      // "staff" moves the order, so the owner is asked after it.
      for (const name of [...tokenless, ...strangers, "staff", "owner"]) {
        const caller = callers.get(name) as Customer;
        const { status, body } = await ask(caller);
        const expected = allowed[name] ?? (tokenless.includes(name) && otherwise !== 200 ? 401 : otherwise);
        expect(status, `${name}: ${JSON.stringify(body)}`).to.equal(expected);
        const text = JSON.stringify(body);
        if (status >= 400) expect(text).to.not.contain(order.orderid).and.not.contain("Latte");
        if (caller.token) expect(text).to.not.contain(caller.token);
      }
    });
  }

  it("of an expired token ends when its 15 minutes are over, and a refresh token gives a new one", async () => {
    const { email } = await shop.customer();
    const { IdToken = "", RefreshToken = "" } = await shop.signIn(email);
    const { exp, iat } = JSON.parse(Buffer.from(IdToken.split(".")[1] ?? "", "base64url").toString());
    expect(exp - iat).to.equal(900);
    const ClientId = shop.output("userPoolClientId");
    const refreshed = await shop.cognito.send(
      new InitiateAuthCommand({ AuthFlow: "REFRESH_TOKEN_AUTH", ClientId, AuthParameters: { REFRESH_TOKEN: RefreshToken } }),
    );
    const as = { email, accountid: "", token: refreshed.AuthenticationResult?.IdToken ?? "", accessToken: "" };
    expect((await shop.ask("order?vendorid=sydney-central", { as })).status).to.equal(404);
  });

  it("is not widened by what a customer says of themselves", async () => {
    const me = await shop.customer();
    const ClientId = shop.output("userPoolClientId");
    const staff = { Name: "custom:vendorid", Value: "sydney-central" };
    const signUp = new SignUpCommand({ ClientId, Username: "mallory@example.com", Password: password, UserAttributes: [staff] });
    expect(await shop.cognito.send(signUp).catch(({ name }) => name)).to.equal("NotAuthorizedException");
    const update = new UpdateUserAttributesCommand({ AccessToken: me.accessToken, UserAttributes: [staff] });
    expect(await shop.cognito.send(update).catch(({ name }) => name)).to.equal("NotAuthorizedException");
    const claims = { "cognito:groups": "staff", "custom:vendorid": "sydney-central" };
    const tries = [
      shop.ask(`orders?vendorid=sydney-central&${new URLSearchParams(claims)}`, { as: me }),
      shop.ask("orders?vendorid=sydney-central", {
        as: me,
        headers: { "cognito-groups": "staff", "custom-vendorid": "sydney-central" },
      }),
      shop.ask(`order?vendorid=sydney-central&accountid=${owner.accountid}&${new URLSearchParams(claims)}`, { as: me }),
    ];
    for (const { status } of await Promise.all(tries)) expect(status).to.equal(403);
    expect((await shop.post(me, { order: latte(), claims })).status).to.equal(400);
  });
});
