// Operations on a pool's users by whoever IAM lets administer it.
import { AwsError, notSupported } from "../aws/error";
import { asList, changed, initial } from "./attributes";
import { type Operations, parameters } from "./parameters";
import { checkPassword, hashPassword, temporaryPassword } from "./passwords";
import type { User, UserPool } from "./pool";

export const administratorOperations: Operations<{ readonly pool: UserPool }> = {
  async AdminCreateUser(input, { pool }) {
    const optional = ["UserAttributes", "TemporaryPassword", "MessageAction"] as const;
    const { Username, UserAttributes = [], ...request } = parameters(input, ["UserPoolId", "Username"], optional);
    const { passwordPolicy, schema } = pool.settings;
    const { MessageAction, TemporaryPassword = temporaryPassword(passwordPolicy) } = request;
    if (MessageAction === "RESEND") throw notSupported("The MessageAction RESEND", "use AdminSetUserPassword");
    checkPassword(TemporaryPassword, passwordPolicy);
    const attributes = initial(schema, Username, UserAttributes);
    const user = pool.add({ status: "FORCE_CHANGE_PASSWORD", attributes, password: await hashPassword(TemporaryPassword) });
    const text = `Your username is ${Username} and temporary password is ${TemporaryPassword}`;
    if (MessageAction !== "SUPPRESS") pool.inbox.send({ to: Username, subject: "Your temporary password", text });
    return { User: { ...described(user), Attributes: attributesOf(user) } };
  },

  async AdminSetUserPassword(input, { pool }) {
    const { Username, Password, Permanent } = parameters(input, ["UserPoolId", "Username", "Password"], ["Permanent"]);
    if (!Permanent) throw notSupported("A temporary password", "set a permanent one");
    checkPassword(Password, pool.settings.passwordPolicy);
    const password = await hashPassword(Password);
    pool.change(userOf(pool, Username), { status: "CONFIRMED", password });
    return {};
  },

  AdminGetUser(input, { pool }) {
    const user = userOf(pool, parameters(input, ["UserPoolId", "Username"]).Username);
    return { ...described(user), UserAttributes: attributesOf(user) };
  },

  AdminUpdateUserAttributes(input, { pool }) {
    const { Username, UserAttributes } = parameters(input, ["UserPoolId", "Username", "UserAttributes"]);
    const user = userOf(pool, Username);
    pool.change(user, { attributes: changed(pool.settings.schema, UserAttributes, user.attributes) });
    return {};
  },

  AdminAddUserToGroup(input, { pool }) {
    const { Username, GroupName } = parameters(input, ["UserPoolId", "Username", "GroupName"]);
    const user = userOf(pool, Username);
    if (!pool.groups.has(GroupName)) throw new AwsError("ResourceNotFoundException", "Group not found.");
    pool.change(user, { groups: [...new Set([...user.groups, GroupName])] });
    return {};
  },

  AdminDeleteUser(input, { pool }) {
    pool.remove(userOf(pool, parameters(input, ["UserPoolId", "Username"]).Username));
    return {};
  },
};

function userOf(pool: UserPool, username: string): User {
  const user = pool.find(username);
  if (!user) throw new AwsError("UserNotFoundException", "User does not exist.");
  return user;
}

function attributesOf({ sub, attributes }: User) {
  return asList({ ...attributes, sub });
}

function described({ sub, created, modified, status }: User) {
  const dates = { UserCreateDate: created / 1000, UserLastModifiedDate: modified / 1000 };
  return { Username: sub, ...dates, Enabled: true, UserStatus: status };
}
