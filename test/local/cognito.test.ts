// Cognito as an app, an administrator and the gateway meet it: real SDK clients over the real endpoint and IAM.
// Not proven here: that AWS answers the same; the codes and messages are its documentation's.
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CognitoIdentityProvider } from "@aws-sdk/client-cognito-identity-provider";
import { expect } from "chai";
import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from "jose";
import { Calls } from "../../local/aws/calls";
import { awsEndpoint } from "../../local/aws/endpoint";
import type { Place } from "../../local/aws/place";
import type { Cloud } from "../../local/cloud";
import { Cognito } from "../../local/cognito/cognito";
import { hashPassword, isPassword } from "../../local/cognito/passwords";
import { cognitoTypes } from "../../local/cognito/resources";
import { Iam } from "../../local/iam/iam";
import { listen } from "../../local/server";
import { Inbox } from "../../local/sns/inbox";

const Password = "flat white 4 me";
const trust = '{"Statement":{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}}';
const mayGet = '{"Statement":{"Effect":"Allow","Action":"cognito-idp:AdminGetUser","Resource":"*"}}';

const poolInputs = {
  usernameAttributes: ["email"],
  usernameConfiguration: { caseSensitive: false },
  autoVerifiedAttributes: ["email"],
  passwordPolicy: { minimumLength: 8, requireNumbers: true, requireLowercase: true },
  schemas: [
    {
      name: "vendorid",
      attributeDataType: "String",
      mutable: true,
      stringAttributeConstraints: { minLength: "1", maxLength: "32" },
    },
  ],
};
const clientInputs = {
  explicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
  readAttributes: ["email", "email_verified", "custom:vendorid"],
  writeAttributes: ["email"],
  idTokenValidity: 15,
  tokenValidityUnits: { idToken: "minutes" },
  preventUserExistenceErrors: "ENABLED",
};

describe("Cognito", () => {
  const dataDir = mkdtempSync(join(tmpdir(), "cognito-"));
  const secret = Buffer.from("a secret");
  const now = Date.now;
  let place: Place;
  let cognito: Cognito;
  let inbox: Inbox;
  let iam: Iam;
  let server: Server;
  let app: CognitoIdentityProvider;
  let admin: CognitoIdentityProvider;
  let UserPoolId: string;
  let ClientId: string;
  let arn: string;
  let people = 0;

  /** As `npm start` would, over the same folder each time. */
  async function start() {
    let listener: ReturnType<typeof awsEndpoint> | undefined;
    server = await listen((request, response) => listener?.(request, response), 0, "the tests");
    const awsUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    place = {
      partition: "aws",
      region: "ap-southeast-2",
      accountId: "123456789012",
      dataDir,
      awsUrl: "http://127.0.0.1:4566",
      apiUrl: "",
    };
    iam = new Iam(place, secret);
    inbox = new Inbox(place);
    cognito = new Cognito(place, new Calls((call) => iam.decide(call)), inbox);
    listener = awsEndpoint(place, iam, { "cognito-idp": cognito });
    const pool = await create("UserPool", "customers", poolInputs);
    UserPoolId = pool.id;
    arn = String(pool.outputs?.arn);
    ClientId = (await create("UserPoolClient", "pages", { ...clientInputs, userPoolId: UserPoolId })).id;
    await create("UserGroup", "staff", { userPoolId: UserPoolId });
    const to = { endpoint: awsUrl, region: place.region, maxAttempts: 1 };
    app = new CognitoIdentityProvider(to);
    admin = new CognitoIdentityProvider({ ...to, credentials: iam.administrator.credentials });
  }

  function stop() {
    server.closeAllConnections();
    server.close();
  }

  async function create(type: "UserPool" | "UserPoolClient" | "UserGroup", name: string, inputs: object) {
    const full = `aws:cognito/${type.charAt(0).toLowerCase()}${type.slice(1)}:${type}`;
    const resourceType = cognitoTypes[full];
    if (!resourceType) throw new Error(`no type ${full}`);
    return resourceType.create({ type: full, name, physicalName: name, inputs }, { place, cognito } as unknown as Cloud);
  }

  const someone = () => `Person${++people}@Example.com`;
  const code = (to: string) => /\d{6}/.exec(inbox.list().find((mail) => mail.to === to)?.text ?? "")?.[0] ?? "";
  const wrong = (right: string) => (right === "000000" ? "000001" : "000000");
  const signIn = (USERNAME: string, PASSWORD = Password, client = ClientId) =>
    app.initiateAuth({ ClientId: client, AuthFlow: "USER_PASSWORD_AUTH", AuthParameters: { USERNAME, PASSWORD } });
  const refresh = (REFRESH_TOKEN = "") =>
    app.initiateAuth({ ClientId, AuthFlow: "REFRESH_TOKEN_AUTH", AuthParameters: { REFRESH_TOKEN } });

  async function customer() {
    const Username = someone();
    await app.signUp({ ClientId, Username, Password });
    await app.confirmSignUp({ ClientId, Username, ConfirmationCode: code(Username) });
    const { AuthenticationResult: tokens } = await signIn(Username);
    if (!tokens) throw new Error("not signed in");
    return { Username, AccessToken: tokens.AccessToken, RefreshToken: tokens.RefreshToken, IdToken: String(tokens.IdToken) };
  }

  async function refusal(answer: Promise<unknown>): Promise<string> {
    return answer.then(
      (value) => `accepted: ${JSON.stringify(value)}`,
      (error: Error) => `${error.name}: ${error.message}`,
    );
  }

  before(start);
  after(() => {
    stop();
    rmSync(dataDir, { recursive: true });
  });
  afterEach(() => {
    Date.now = now;
  });

  describe("for a customer", () => {
    it("signs up with a code by mail, signs in with the email in any case, refreshes, and revokes", async () => {
      const Username = someone();
      const { UserConfirmed, UserSub, CodeDeliveryDetails } = await app.signUp({ ClientId, Username, Password });
      expect({ UserConfirmed, CodeDeliveryDetails }).to.deep.equal({
        UserConfirmed: false,
        CodeDeliveryDetails: { Destination: "P***@E***", DeliveryMedium: "EMAIL", AttributeName: "email" },
      });
      expect(await refusal(signIn(Username))).to.equal("UserNotConfirmedException: User is not confirmed.");

      expect(inbox.list()[0]).to.include({ to: Username, subject: "Your verification code" });
      await app.confirmSignUp({ ClientId, Username: Username.toLowerCase(), ConfirmationCode: code(Username) });
      const { AuthenticationResult: tokens } = await signIn(Username.toUpperCase());
      expect(tokens).to.include({ TokenType: "Bearer", ExpiresIn: 3600 });

      const { AuthenticationResult: fresh } = await refresh(tokens?.RefreshToken);
      expect(fresh).to.not.have.property("RefreshToken");
      expect(await cognito.authenticate(arn, `Bearer ${fresh?.IdToken}`)).to.include({ sub: UserSub });

      await app.revokeToken({ ClientId, Token: tokens?.RefreshToken });
      expect(await refusal(refresh(tokens?.RefreshToken))).to.equal("NotAuthorizedException: Refresh Token has been revoked");
      expect(await refusal(app.getUser({ AccessToken: fresh?.AccessToken }))).to.equal(
        "NotAuthorizedException: Access Token has been revoked",
      );
    });

    it("gets an ID token with the claims AWS documents, which any library verifies by the pool's JWKS", async () => {
      const { Username, IdToken } = await customer();
      const issuer = `${place.awsUrl}/${UserPoolId}`;
      const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/${UserPoolId}/.well-known`;
      const keys = (await fetch(`${base}/jwks.json`).then((response) => response.json())) as JSONWebKeySet;
      const jwks = createLocalJWKSet(keys);

      const { payload } = await jwtVerify(IdToken, jwks, { issuer, audience: ClientId, algorithms: ["RS256"] });
      expect(payload).to.include({ token_use: "id", email: Username, email_verified: true, "cognito:username": payload.sub });
      expect(payload).to.include.keys("auth_time", "jti", "origin_jti", "event_id");
      expect(payload).to.not.have.any.keys("cognito:groups", "custom:vendorid");
      expect((payload.exp ?? 0) - (payload.iat ?? 0)).to.equal(15 * 60);
    });

    it("cannot sign up twice, without an email, or with a password against the policy", async () => {
      const { Username } = await customer();
      const again = Username.toLowerCase();
      expect(await refusal(app.signUp({ ClientId, Username: again, Password }))).to.equal(
        "UsernameExistsException: User already exists",
      );
      expect(await refusal(app.signUp({ ClientId, Username: "me", Password }))).to.match(/^InvalidParameterException: Username/);
      const short = app.signUp({ ClientId, Username: someone(), Password: "latte1" });
      expect(await refusal(short)).to.equal(
        "InvalidPasswordException: Password did not conform with policy: Password not long enough",
      );
      const plain = app.signUp({ ClientId, Username: someone(), Password: "latte latte" });
      expect(await refusal(plain)).to.match(/InvalidPasswordException: .*numeric characters$/);
      const toClient = app.signUp({ ClientId: "nobody", Username: someone(), Password });
      expect(await refusal(toClient)).to.equal("ResourceNotFoundException: User pool client nobody does not exist.");
    });

    it("cannot make itself a vendor, not at sign-up nor after", async () => {
      const UserAttributes = [{ Name: "custom:vendorid", Value: "1" }];
      const denied = "NotAuthorizedException: A client attempted to write unauthorized attribute";
      expect(await refusal(app.signUp({ ClientId, Username: someone(), Password, UserAttributes }))).to.equal(denied);
      const { AccessToken } = await customer();
      expect(await refusal(app.updateUserAttributes({ AccessToken, UserAttributes }))).to.equal(denied);
      const verified = [{ Name: "email_verified", Value: "true" }];
      expect(await refusal(app.updateUserAttributes({ AccessToken, UserAttributes: verified }))).to.equal(denied);
    });

    it("confirms with the code sent last, which is good for a day", async () => {
      const Username = someone();
      await app.signUp({ ClientId, Username, Password });
      const right = code(Username);
      const confirm = (ConfirmationCode: string) => refusal(app.confirmSignUp({ ClientId, Username, ConfirmationCode }));
      expect(await confirm(wrong(right))).to.match(/^CodeMismatchException: Invalid verification code/);
      Date.now = () => now() + 25 * 3_600_000;
      expect(await confirm(right)).to.equal("ExpiredCodeException: Invalid code provided, please request a code again.");
      await app.resendConfirmationCode({ ClientId, Username });
      expect(await confirm(code(Username))).to.match(/^accepted/);
      expect(await confirm(code(Username))).to.match(/^NotAuthorizedException: .*Current status is CONFIRMED$/);
    });

    it("learns nothing about who has an account", async () => {
      const Username = someone();
      expect(await refusal(signIn(Username))).to.equal("NotAuthorizedException: Incorrect username or password.");
      const before = inbox.list().length;
      expect((await app.forgotPassword({ ClientId, Username })).CodeDeliveryDetails?.Destination).to.equal("P***@E***");
      expect(inbox.list()).to.have.length(before);
    });

    it("resets a forgotten password by a code, once, which ends all sessions", async () => {
      const { Username, RefreshToken } = await customer();
      await app.forgotPassword({ ClientId, Username });
      const reset = { ClientId, Username, Password: "long black 5", ConfirmationCode: code(Username) };
      expect(await refusal(app.confirmForgotPassword({ ...reset, ConfirmationCode: wrong(reset.ConfirmationCode) }))).to.match(
        /^CodeMismatchException/,
      );
      await app.confirmForgotPassword(reset);
      expect(await refusal(app.confirmForgotPassword(reset))).to.match(/^ExpiredCodeException/);
      expect(await refusal(refresh(RefreshToken))).to.match(/^NotAuthorizedException/);
      expect(await refusal(signIn(Username))).to.match(/Incorrect username or password/);
      expect(await refusal(signIn(Username, reset.Password))).to.match(/^accepted/);
    });

    it("changes its password knowing the old one, and signs out everywhere", async () => {
      const { Username, AccessToken } = await customer();
      const change = (PreviousPassword: string) =>
        refusal(app.changePassword({ AccessToken, PreviousPassword, ProposedPassword: "long black 5" }));
      expect(await change("not that 1")).to.equal("NotAuthorizedException: Incorrect username or password.");
      expect(await change(Password)).to.match(/^accepted/);
      const { AuthenticationResult: tokens } = await signIn(Username, "long black 5");
      await app.globalSignOut({ AccessToken: tokens?.AccessToken });
      expect(await refusal(refresh(tokens?.RefreshToken))).to.match(/^NotAuthorizedException/);
    });

    it("removes its own account, and nothing of it works any more", async () => {
      const { Username, AccessToken, RefreshToken } = await customer();
      await app.deleteUser({ AccessToken });
      expect(await refusal(refresh(RefreshToken))).to.match(/^NotAuthorizedException/);
      expect(await refusal(signIn(Username))).to.match(/^NotAuthorizedException/);
      expect(await refusal(app.deleteUser({ AccessToken }))).to.match(/^NotAuthorizedException/);
    });

    it("reads the mails as the pool words them", async () => {
      const worded = await create("UserPool", "worded", {
        ...poolInputs,
        verificationMessageTemplate: { emailSubject: "Skip the line", emailMessage: "Type {####} to go on" },
      });
      const { id } = await create("UserPoolClient", "worded", { ...clientInputs, userPoolId: worded.id });
      const Username = someone();
      await app.signUp({ ClientId: id, Username, Password });
      expect(inbox.list()[0]).to.include({ subject: "Skip the line", text: `Type ${code(Username)} to go on` });
    });

    it("is answered in a browser on any page", async () => {
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
      const asks = { "access-control-request-method": "POST", "access-control-request-headers": "content-type,x-amz-target" };
      const preflight = await fetch(url, { method: "OPTIONS", headers: { origin: "http://127.0.0.1:3000", ...asks } });
      expect(preflight.headers.get("access-control-allow-origin")).to.equal("*");
      expect(preflight.headers.get("access-control-allow-headers")).to.include("x-amz-target").and.not.include("authorization");
      const headers = {
        "x-amz-target": "AWSCognitoIdentityProviderService.GetUser",
        "content-type": "application/x-amz-json-1.1",
      };
      const answer = await fetch(url, { method: "POST", headers, body: '{"AccessToken":"nonsense"}' });
      expect(answer.headers.get("access-control-allow-origin")).to.equal("*");
      expect(await answer.json()).to.include({ __type: "NotAuthorizedException", message: "Invalid Access Token" });
    });
  });

  describe("for an administrator", () => {
    it("invites staff with a temporary password, puts them into a group and at a vendor", async () => {
      const Username = someone();
      const UserAttributes = [
        { Name: "custom:vendorid", Value: "v1" },
        { Name: "email_verified", Value: "true" },
      ];
      const { User } = await admin.adminCreateUser({ UserPoolId, Username, UserAttributes });
      expect(User?.UserStatus).to.equal("FORCE_CHANGE_PASSWORD");
      expect(User?.UserCreateDate?.getTime()).to.be.closeTo(now(), 10_000);
      const temporary = /password is (\S+)$/.exec(inbox.list()[0]?.text ?? "")?.[1];
      expect(await refusal(signIn(Username, temporary))).to.match(/^NotImplemented: .*NEW_PASSWORD_REQUIRED/);

      await admin.adminAddUserToGroup({ UserPoolId, Username, GroupName: "staff" });
      await admin.adminSetUserPassword({ UserPoolId, Username, Password, Permanent: true });
      const { AuthenticationResult: tokens } = await signIn(Username);
      const claims = await cognito.authenticate(arn, String(tokens?.IdToken));
      expect(claims).to.deep.include({ "cognito:groups": ["staff"], "custom:vendorid": "v1", email_verified: true });
      const noGroup = admin.adminAddUserToGroup({ UserPoolId, Username, GroupName: "managers" });
      expect(await refusal(noGroup)).to.equal("ResourceNotFoundException: Group not found.");
    });

    it("makes users without a mail, sets their passwords and attributes, and finds them", async () => {
      const Username = someone();
      const before = inbox.list().length;
      await admin.adminCreateUser({ UserPoolId, Username, MessageAction: "SUPPRESS", TemporaryPassword: "first one 1" });
      expect(inbox.list()).to.have.length(before);
      await admin.adminSetUserPassword({ UserPoolId, Username, Password, Permanent: true });
      const { AuthenticationResult: tokens } = await signIn(Username);

      const vendor = (Value: string) =>
        admin.adminUpdateUserAttributes({ UserPoolId, Username, UserAttributes: [{ Name: "custom:vendorid", Value }] });
      await vendor("v2");
      expect(await refusal(vendor("x".repeat(33)))).to.match(/^InvalidParameterException: .*custom:vendorid/);
      const { UserAttributes, UserStatus } = await admin.adminGetUser({ UserPoolId, Username: Username.toLowerCase() });
      expect(UserStatus).to.equal("CONFIRMED");
      expect(UserAttributes).to.deep.include({ Name: "custom:vendorid", Value: "v2" });
      await admin.adminSetUserPassword({ UserPoolId, Username, Password: "long black 5", Permanent: true });
      expect(await refusal(refresh(tokens?.RefreshToken))).to.match(/^NotAuthorizedException/);
      const nobody = admin.adminGetUser({ UserPoolId, Username: someone() });
      expect(await refusal(nobody)).to.equal("UserNotFoundException: User does not exist.");
    });

    it("removes a user for good, whose address is free again for somebody new", async () => {
      const { Username, RefreshToken } = await customer();
      const { UserAttributes: before } = await admin.adminGetUser({ UserPoolId, Username });
      await admin.adminDeleteUser({ UserPoolId, Username: Username.toUpperCase() });
      stop();
      await start();
      expect(await refusal(admin.adminGetUser({ UserPoolId, Username }))).to.match(/^UserNotFoundException/);
      expect(await refusal(admin.adminDeleteUser({ UserPoolId, Username }))).to.match(/^UserNotFoundException/);
      expect(await refusal(signIn(Username))).to.match(/^NotAuthorizedException/);
      expect(await refusal(refresh(RefreshToken))).to.match(/^NotAuthorizedException/);
      await admin.adminCreateUser({ UserPoolId, Username, MessageAction: "SUPPRESS" });
      const { UserAttributes: after } = await admin.adminGetUser({ UserPoolId, Username });
      expect(after).to.not.deep.include(before?.find(({ Name }) => Name === "sub"));
    });

    it("is whoever IAM lets be it, operation by operation", async () => {
      iam.createRole("clerk", trust);
      iam.putRolePolicy("clerk", "may-get", mayGet);
      const role = iam.assumeRole("arn:aws:iam::123456789012:role/clerk", "lambda.amazonaws.com", "clerk");
      const { endpoint, region } = admin.config;
      const clerk = new CognitoIdentityProvider({ ...(endpoint && { endpoint }), region, credentials: iam.credentialsOf(role) });
      const { Username } = await customer();
      expect((await clerk.adminGetUser({ UserPoolId, Username })).UserStatus).to.equal("CONFIRMED");
      expect(await refusal(clerk.adminSetUserPassword({ UserPoolId, Username, Password, Permanent: true }))).to.match(
        /^AccessDeniedException: .*clerk.* is not authorized to perform: cognito-idp:AdminSetUserPassword on resource: arn:aws:cognito-idp:/,
      );
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
      const headers = { "x-amz-target": "AWSCognitoIdentityProviderService.AdminSetUserPassword" };
      const body = JSON.stringify({ UserPoolId, Username, Password, Permanent: true });
      expect((await fetch(url, { method: "POST", headers, body })).status).to.be.within(400, 403);
      expect((await clerk.adminGetUser({ UserPoolId, Username })).UserStatus).to.equal("CONFIRMED");
    });

    it("is told what is not supported instead of being pretended to", async () => {
      const disable = admin.adminDisableUser({ UserPoolId, Username: "x" });
      expect(await refusal(disable)).to.match(/^NotImplemented: .*AdminDisableUser/);
      const srp = app.initiateAuth({ ClientId, AuthFlow: "USER_SRP_AUTH", AuthParameters: { USERNAME: "x", SRP_A: "1" } });
      expect(await refusal(srp)).to.match(/^NotImplemented: .*USER_SRP_AUTH/);
      expect(await refusal(app.signUp({ ClientId, Username: "x", Password, SecretHash: "x" }))).to.match(
        /NotImplemented: .*SecretHash/,
      );
      const inputs = { ...poolInputs, schemas: [{ name: "age", attributeDataType: "Number" }] };
      expect(await refusal(create("UserPool", "other", inputs))).to.match(/schemas: age.*Number.*String/);
      const { AccessToken } = await customer();
      const moved = app.updateUserAttributes({ AccessToken, UserAttributes: [{ Name: "email", Value: someone() }] });
      expect(await refusal(moved)).to.match(/^NotImplemented: An email other/);
      const temporary = admin.adminSetUserPassword({ UserPoolId, Username: "x", Password });
      expect(await refusal(temporary)).to.match(/^NotImplemented: A temporary password/);
      const unsaid = create("UserPoolClient", "other", { ...clientInputs, userPoolId: UserPoolId, writeAttributes: undefined });
      expect(await refusal(unsaid)).to.match(/writeAttributes is not given/);
      const secretive = create("UserPoolClient", "other", { ...clientInputs, userPoolId: UserPoolId, generateSecret: true });
      expect(await refusal(secretive)).to.match(/generateSecret is true/);
    });
  });

  describe("for the gateway", () => {
    const part = (token: string, index: number) => token.split(".")[index] ?? "";
    const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");

    it("accepts an ID token with and without Bearer until it expires", async () => {
      const { IdToken, Username } = await customer();
      expect(await cognito.authenticate(arn, IdToken)).to.include({ email: Username });
      expect(await cognito.authenticate(arn, `Bearer ${IdToken}`)).to.include({ email: Username });
      Date.now = () => now() + 15 * 60_000;
      expect(await cognito.authenticate(arn, IdToken)).to.equal(undefined);
    });

    it("refuses what is not a valid ID token of that pool", async () => {
      const { IdToken, AccessToken, RefreshToken } = await customer();
      const [header, payload, signature] = [part(IdToken, 0), part(IdToken, 1), part(IdToken, 2)];
      const claims = JSON.parse(Buffer.from(payload, "base64url").toString());
      const other = await create("UserPool", "other", poolInputs);
      // Of the last character's six bits Node reads only two.
      const last = String.fromCharCode(IdToken.charCodeAt(IdToken.length - 1) + 1);
      const refused: Record<string, string> = {
        "alg none": `${encoded({ alg: "none" })}.${payload}.`,
        "alg none with its kid": `${encoded({ ...JSON.parse(Buffer.from(header, "base64url").toString()), alg: "none" })}.${payload}.`,
        "HS256 with the public key": `${encoded({ alg: "HS256" })}.${payload}.${signature}`,
        tampered: `${header}.${encoded({ ...claims, "cognito:groups": ["staff"] })}.${signature}`,
        "another last character": `${IdToken.slice(0, -1)}${last}`,
        "without a signature": `${header}.${payload}.`,
        "an access token": String(AccessToken),
        "a refresh token": String(RefreshToken),
        "with more": `${IdToken}.x`,
        nothing: "",
        garbage: "Bearer \u0000💥..%%%",
        "claims only": "{}.{}.{}",
      };
      for (const [what, token] of Object.entries(refused)) {
        expect(await cognito.authenticate(arn, token), what).to.equal(undefined);
      }
      expect(await cognito.authenticate(String(other.outputs?.arn), IdToken), "at another pool").to.equal(undefined);
      expect(await cognito.authenticate("nonsense", IdToken), "at no pool").to.equal(undefined);
    });
  });

  it("knows a password by what is kept of it, also as versions before kept it", async () => {
    const kept = await hashPassword(Password);
    // Without its cost, which was another.
    const before = (await hashPassword(Password, Buffer.from("salt"), 2 ** 14)).replace(/^\d+\./, "");
    expect(before.split(".")).to.have.lengthOf(2);
    for (const each of [kept, before]) {
      expect(await isPassword(Password, each), each).to.equal(true);
      expect(await isPassword("flat white 5 me", each), each).to.equal(false);
    }
    expect(await isPassword("", undefined)).to.equal(false);
  });

  it("finds users, keys, sessions and codes again after a restart, and keeps no secret in clear", async () => {
    const { Username, IdToken, RefreshToken } = await customer();
    const late = someone();
    await app.signUp({ ClientId, Username: late, Password });
    const before = { UserPoolId, ClientId };
    stop();
    await start();
    expect({ UserPoolId, ClientId }).to.deep.equal(before);
    expect(await cognito.authenticate(arn, IdToken)).to.include({ email: Username });
    expect(await refusal(refresh(RefreshToken))).to.match(/^accepted/);
    expect(await refusal(signIn(Username))).to.match(/^accepted/);
    await app.confirmSignUp({ ClientId, Username: late, ConfirmationCode: code(late) });

    const folder = join(dataDir, "cognito", UserPoolId);
    const kept = readdirSync(folder).map((file) => readFileSync(join(folder, file), "utf8"));
    expect(kept.join("\n")).to.include(Username).and.not.include(Password).and.not.include(RefreshToken);
    expect(statSync(join(folder, "key.pem")).mode & 0o777).to.equal(0o600);
    expect(statSync(folder).mode & 0o777).to.equal(0o700);
  });
});
