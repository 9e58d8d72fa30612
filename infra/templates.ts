// What API Gateway makes of a request for the state machine, and of the machine's answer: mapping templates (VTL).
import { errorStatus } from "../handlers/errors";

/** A text inside a JSON string; escapeJavaScript writes \' too, which JSON does not know. */
const escaped = (reference: string) => `$util.escapeJavaScript(${reference}).replaceAll("\\\\'", "'")`;

/** JSON that Velocity must not read: `$` and `#` are its own. */
export function verbatim(value: unknown): string {
  return JSON.stringify(value).replaceAll("$", "\\u0024").replaceAll("#", "\\u0023");
}

/** What the API knows of a request and the workflow reads, each in JSON already. */
const known = {
  sub: "$context.authorizer.claims.sub",
  groups: "$!context.authorizer.claims['cognito:groups']",
  staffof: "$!context.authorizer.claims['custom:vendorid']",
  vendorid: "$input.params('vendorid')",
  accountid: "$input.params('accountid')",
};

/**
 * StartSyncExecution with the event, who asks, and what they sent. The quotes come from `$q`: within a Velocity text there is no other way.
 * The key is read by its name in whatever case, and never through params('…'), which looks in the query too.
 * @param event may refer to what was sent: `order_$status`
 * @param route which one this is, for the log
 */
export function startExecution(stateMachineArn: string, event: string, route: string): string {
  const claims = `{"sub":"$sub","cognito:groups":"$groups","custom:vendorid":"$staffof"}`;
  const query = `{"vendorid":"$vendorid","accountid":"$accountid"}`;
  // Not requestId, which a caller can set.
  const request = `{"id":"$context.extendedRequestId","route":"${route}"}`;
  const input = `{"event":"${event}","claims":${claims},"query":${query},"key":$key,"body":$body,"request":${request}}`;
  return [
    `#set($q = '"')`,
    `#set($headers = $input.params().header)`,
    `#set($key = "null")`,
    `#foreach($name in $headers.keySet())`,
    `#if($name.toLowerCase() == "idempotency-key")`,
    `#set($sent = ${escaped("$headers.get($name)")})`,
    `#set($key = "\${q}$sent\${q}")`,
    `#end`,
    `#end`,
    ...Object.entries(known).map(([name, reference]) => `#set($${name} = "${reference}")#set($${name} = ${escaped(`$${name}`)})`),
    ...(event.includes("$status") ? [`#set($status = ${escaped("$input.path('$.status')")})`] : []),
    `#set($body = $input.json('$'))`,
    `#set($execution = "${input.replaceAll(`"`, `\${q}`)}")`,
    `{"stateMachineArn":"${stateMachineArn}","input":"${escaped("$execution")}"}`,
  ].join("\n");
}

/**
 * The execution's outcome: Step Functions answers 200 even when it failed, so only SUCCEEDED passes;
 * an error's name gives the status, its cause the message, and a name nobody knows is told without its cause.
 */
export function executionAnswer(status: number): string {
  const statuses = Object.entries(errorStatus).map(
    ([name, code], index) => `#${index === 0 ? "if" : "elseif"}($result.error == "${name}")#set($status = ${code})`,
  );
  return [
    `#set($result = $input.path('$'))`,
    `#if($result.status == "SUCCEEDED")`,
    `#set($context.responseOverride.status = ${status})`,
    `$result.output`,
    `#else`,
    `#set($status = 500)`,
    ...statuses,
    `#end`,
    `#if($result.status == "TIMED_OUT")`,
    `#set($context.responseOverride.status = 504)`,
    JSON.stringify(unknownOutcome("GatewayTimeout")),
    `#elseif($status == 500)`,
    `#set($context.responseOverride.status = 500)`,
    JSON.stringify(internalError),
    `#else`,
    `#set($context.responseOverride.status = $status)`,
    `#set($cause = $util.parseJson($result.cause))`,
    `{"error":"$result.error","message":"${escaped("$cause.errorMessage")}"}`,
    `#end`,
    `#end`,
  ].join("\n");
}

/** Step Functions did not take the request: it was too large, too many came at once, or the API is set up wrongly. */
export function notStarted(): string {
  return [
    `#set($type = $input.path('$.__type'))`,
    `#if($type.contains("InvalidExecutionInput") || $type.contains("ValidationException"))`,
    `#set($context.responseOverride.status = 400)`,
    JSON.stringify({
      error: "BadRequest",
      message: "The request can't be read: send JSON of at most 200 KB, as GET /openapi.json says",
    }),
    `#elseif($type.contains("Throttling") || $type.contains("LimitExceeded"))`,
    `#set($context.responseOverride.status = 429)`,
    JSON.stringify(tooManyRequests),
    `#else`,
    `#set($context.responseOverride.status = 500)`,
    JSON.stringify(internalError),
    `#end`,
  ].join("\n");
}

/** The change may have happened or not; the same key tells, and does nothing twice. */
export const mayStand =
  "No answer came in time, and your order may stand: look with GET /order, or repeat it with the same Idempotency-Key";

export function unknownOutcome(error: string): { error: string; message: string } {
  return { error, message: mayStand };
}

export const internalError = {
  error: "InternalError",
  message: "Something is wrong on our side: try again, or tell us if it stays so",
};

export const tooManyRequests = {
  error: "TooManyRequests",
  message: "Too many requests came at once: wait a moment and try again",
};
