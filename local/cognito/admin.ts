// Operations on a pool's users by whoever IAM lets administer it.
import { AwsError, notSupported } from "../aws/error";
import { asList, initial } from "./attributes";
import { mail } from "./codes";
import { type Attribute, invalid, type Operations, parameters } from "./parameters";
import { checkPassword, hashPassword, temporaryPassword } from "./passwords";
import type { User, UserPool } from "./pool";
import { updateAttributes } from "./self";
import { checkUnconfirmed } from "./signUp";

export const adminOperations: Operations<UserPool> = {
  async AdminCreateUser(input, pool) {
    const optional = ["UserAttributes", "TemporaryPassword", "MessageAction", "DesiredDeliveryMediums"] as const;
    const request = parameters(input, ["UserPoolId", "Username"], optional);
    const { passwordPolicy, schema, invitation } = pool.settings;
    const { Username, UserAttributes = [], MessageAction, TemporaryPassword = temporaryPassword(passwordPolicy) } = request;
    if (request.DesiredDeliveryMediums?.includes("SMS")) throw notSupported("The delivery medium SMS", "use EMAIL");
    if (MessageAction && !["RESEND", "SUPPRESS"].includes(MessageAction)) throw invalid("MessageAction is RESEND or SUPPRESS");
    checkPassword(TemporaryPassword, passwordPolicy);
    const password = { status: "FORCE_CHANGE_PASSWORD", ...(await temporary(pool, TemporaryPassword)) } as const;

    const user =
      MessageAction === "RESEND"
        ? reinvited(pool, Username, password)
        : pool.add({ attributes: initial(schema, Username, UserAttributes), ...password });
    if (MessageAction !== "SUPPRESS") {
      const usual = {
        subject: "Your temporary password",
        message: "Your username is {username} and temporary password is {####}",
      };
      const { email } = user.attributes;
      mail(pool, email, { ...usual, ...invitation }, { code: TemporaryPassword, username: email });
    }
    return { User: { ...described(user), Attributes: attributesOf(user) } };
  },

  async AdminSetUserPassword(input, pool) {
    const { Username, Password, Permanent } = parameters(input, ["UserPoolId", "Username", "Password"], ["Permanent"]);
    checkPassword(Password, pool.settings.passwordPolicy);
    const changes = Permanent
      ? ({ status: "CONFIRMED", password: await hashPassword(Password) } as const)
      : ({ status: "FORCE_CHANGE_PASSWORD", ...(await temporary(pool, Password)) } as const);
    pool.change(userOf(pool, Username), changes);
    return {};
  },

  AdminConfirmSignUp(input, pool) {
    const user = userOf(pool, parameters(input, ["UserPoolId", "Username"]).Username);
    checkUnconfirmed(user);
    pool.change(user, { status: "CONFIRMED" });
    return {};
  },

  AdminGetUser(input, pool) {
    const user = userOf(pool, parameters(input, ["UserPoolId", "Username"]).Username);
    return { ...described(user), UserAttributes: attributesOf(user) };
  },

  AdminUpdateUserAttributes(input, pool) {
    const { Username, UserAttributes } = parameters(input, ["UserPoolId", "Username", "UserAttributes"]);
    updateAttributes(pool, userOf(pool, Username), UserAttributes);
    return {};
  },

  AdminAddUserToGroup(input, pool) {
    const { user, group } = member(input, pool);
    if (!user.groups.includes(group)) pool.change(user, { groups: [...user.groups, group] });
    return {};
  },

  AdminRemoveUserFromGroup(input, pool) {
    const { user, group } = member(input, pool);
    pool.change(user, { groups: user.groups.filter((name) => name !== group) });
    return {};
  },

  AdminUserGlobalSignOut(input, pool) {
    pool.sessions.endAll(userOf(pool, parameters(input, ["UserPoolId", "Username"]).Username).sub);
    return {};
  },

  AdminDeleteUser(input, pool) {
    pool.remove(userOf(pool, parameters(input, ["UserPoolId", "Username"]).Username));
    return {};
  },

  ListUsers(input, pool) {
    const optional = ["Filter", "Limit", "PaginationToken"] as const;
    const { Filter = "", Limit = 60, PaginationToken = "0" } = parameters(input, ["UserPoolId"], optional);
    const [, email] = /^\s*email\s*=\s*"([^"\\]*)"\s*$/.exec(Filter) ?? [];
    if (Filter.trim() && email === undefined) throw notSupported(`The filter ${Filter}`, 'use email = "…" or none');
    const found = pool
      .list()
      .filter((user) => email === undefined || user.attributes.email.toLowerCase() === email.toLowerCase());
    const { items, next } = page(found, Limit, PaginationToken);
    const Users = items.map((user) => ({ ...described(user), Attributes: attributesOf(user) }));
    return { Users, PaginationToken: next };
  },

  DescribeUserPool(input, pool) {
    parameters(input, ["UserPoolId"]);
    const { id: Id, name: Name, arn: Arn, adminCreateUserOnly } = pool.settings;
    return {
      UserPool: {
        ...{ Id, Name, Arn, UsernameAttributes: ["email"], AutoVerifiedAttributes: ["email"], MfaConfiguration: "OFF" },
        AdminCreateUserConfig: { AllowAdminCreateUserOnly: adminCreateUserOnly },
        EstimatedNumberOfUsers: pool.list().length,
      },
    };
  },

  ListUserPoolClients(input, pool) {
    const { MaxResults = 60, NextToken = "0" } = parameters(input, ["UserPoolId"], ["MaxResults", "NextToken"]);
    const { items, next } = page([...pool.clients.values()], MaxResults, NextToken);
    const UserPoolId = pool.settings.id;
    return { UserPoolClients: items.map(({ id, name }) => ({ ClientId: id, ClientName: name, UserPoolId })), NextToken: next };
  },
};

export function page<T>(all: readonly T[], limit: number, token: string) {
  if (!(limit >= 1 && limit <= 60 && /^\d+$/.test(token)))
    throw invalid("A page has 1 to 60 items, and its token is the one given");
  const end = Number(token) + limit;
  return { items: all.slice(Number(token), end), next: end < all.length ? String(end) : undefined };
}

function userOf(pool: UserPool, username: string): User {
  const user = pool.find(username);
  if (!user) throw new AwsError("UserNotFoundException", "User does not exist.");
  return user;
}

function member(input: unknown, pool: UserPool): { user: User; group: string } {
  const { Username, GroupName } = parameters(input, ["UserPoolId", "Username", "GroupName"]);
  const user = userOf(pool, Username);
  if (!pool.groups.has(GroupName)) throw new AwsError("ResourceNotFoundException", "Group not found.");
  return { user, group: GroupName };
}

async function temporary(pool: UserPool, password: string) {
  const days = pool.settings.passwordPolicy.temporaryPasswordValidityDays;
  return { password: await hashPassword(password), temporaryUntil: Date.now() + days * 86_400_000 };
}

function reinvited(pool: UserPool, username: string, changes: Pick<User, "password" | "status" | "temporaryUntil">): User {
  const user = userOf(pool, username);
  if (user.status !== "FORCE_CHANGE_PASSWORD") {
    const message = `Resend not possible. ${username} status is not FORCE_CHANGE_PASSWORD`;
    throw new AwsError("UnsupportedUserStateException", message);
  }
  return pool.change(user, changes);
}

function attributesOf({ sub, attributes }: User): Attribute[] {
  return asList({ ...attributes, sub });
}

function described({ sub, created, modified, status }: User) {
  return {
    Username: sub,
    UserCreateDate: created / 1000,
    UserLastModifiedDate: modified / 1000,
    Enabled: true,
    UserStatus: status,
  };
}
