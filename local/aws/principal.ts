// Who makes a call: every call of every service names one, and IAM decides by it.

export type Principal =
  /** Whoever holds the data folder's administrator credentials, and the program itself while it creates resources. */
  | { readonly type: "Administrator"; readonly arn: string }
  /** A session of a role: a Lambda, a state machine, the API's credentials. */
  | { readonly type: "Role"; readonly arn: string; readonly roleArn: string }
  /** An AWS service in its own name, such as `apigateway.amazonaws.com` invoking a Lambda by the function's permission. */
  | { readonly type: "Service"; readonly service: string; readonly sourceArn?: string }
  | { readonly type: "Anonymous" };
