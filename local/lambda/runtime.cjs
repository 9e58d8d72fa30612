// @ts-check
// Plays Lambda's Node.js 24 runtime inside a worker thread: loads the handler, calls it for each message, says what came of it.
// Plain JavaScript: a worker starts without the hooks that compile TypeScript. Behaviour as in aws-lambda-nodejs-runtime-interface-client.
const Module = require("node:module");
const { join, sep } = require("node:path");
const { format } = require("node:util");
const { parentPort, workerData } = require("node:worker_threads");
const { keepCompiled } = require("./compiled.cjs");

const { env } = process;
const root = env.LAMBDA_TASK_ROOT ?? "";
/** @type {import("node:worker_threads").MessagePort} */
const port = /** @type {any} */ (parentPort);
let requestId = "";
/** Once, when a call has run the code. */
let keep = workerData.compiled ? keepCompiled(workerData.compiled) : () => {};

captureConsole();
limitModulesToArchive();
process.on("uncaughtException", (error) => die(error));
process.on("unhandledRejection", (reason) => {
  const stack = reason instanceof Error ? reason.stack : undefined;
  die(named("Runtime.UnhandledPromiseRejection", String(reason), stack));
});

try {
  serve(loadHandler());
  port.postMessage({});
} catch (error) {
  die(error);
}

/** @param {Function} handler */
function serve(handler) {
  port.on("message", async (/** @type {{ id: string, payload: string, timeout: number }} */ call) => {
    requestId = call.id;
    const deadline = Date.now() + call.timeout;
    const context = {
      functionName: env.AWS_LAMBDA_FUNCTION_NAME,
      functionVersion: env.AWS_LAMBDA_FUNCTION_VERSION,
      invokedFunctionArn: workerData.arn,
      memoryLimitInMB: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
      awsRequestId: call.id,
      logGroupName: env.AWS_LAMBDA_LOG_GROUP_NAME,
      logStreamName: env.AWS_LAMBDA_LOG_STREAM_NAME,
      getRemainingTimeInMillis: () => deadline - Date.now(),
    };
    try {
      port.postMessage({ payload: JSON.stringify(await handler(JSON.parse(call.payload), context)) ?? "null" });
    } catch (error) {
      port.postMessage({ failed: report("Invoke Error", error) });
    }
    keep();
    keep = () => {};
  });
}

/** What the invocation answers, and the end of this environment. */
function die(/** @type {unknown} */ error) {
  port.postMessage({ failed: report("Uncaught Exception", error), last: true });
  process.exit(1);
}

/** Writes the error to the log and gives it as the invocation answers it. */
function report(/** @type {string} */ title, /** @type {unknown} */ error) {
  const known = error instanceof Error;
  const { name, message, stack = "" } = known ? error : { name: typeof error, message: String(error) };
  const text = JSON.stringify({ errorType: name, errorMessage: message, trace: known ? stack.split("\n") : [] });
  write("ERROR", [`${title} ${text}`]);
  return text;
}

function named(/** @type {string} */ name, /** @type {string} */ message, stack = `${name}: ${message}`) {
  return Object.assign(new Error(message), { name, stack });
}

/** @returns {Function} */
function loadHandler() {
  const [file = "", name = ""] = env._HANDLER?.split(".") ?? [];
  let handler;
  try {
    handler = require(join(root, file))[name];
  } catch (error) {
    const missing = /** @type {{ code?: string }} */ (error)?.code === "MODULE_NOT_FOUND";
    throw missing ? named("Runtime.ImportModuleError", String(error)) : error;
  }
  // Node.js 24 on AWS takes no handler with a callback either.
  if (typeof handler === "function" && handler.length < 3) return handler;
  throw named("Runtime.HandlerNotFound", `${env._HANDLER} is not exported as a function of event and context`);
}

/** The archive sees its own packages and the SDK, not what else lies in node_modules on the way up to the project. */
function limitModulesToArchive() {
  // s3-request-presigner: nobody has shown that AWS's runtime carries it, so it has to be in the archive.
  const sdk = /^@(smithy|aws-sdk\/(?!s3-request-presigner))/;
  const inside = (/** @type {string} */ name) => name.startsWith(root + sep);
  const loader = /** @type {any} */ (Module);
  const lookup = loader._resolveLookupPaths;
  loader._resolveLookupPaths = (/** @type {string} */ request, /** @type {NodeModule | undefined} */ parent) => {
    /** @type {string[] | null} */
    const paths = lookup.call(Module, request, parent);
    if (!paths || !parent?.filename || !inside(parent.filename)) return paths;
    return [...paths.filter((name) => name === root || inside(name)), ...(sdk.test(request) ? module.paths : [])];
  };
}

function captureConsole() {
  const levels = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"];
  const least = levels.indexOf(env.AWS_LAMBDA_LOG_LEVEL ?? "INFO");
  for (const name of ["log", "trace", "debug", "info", "warn", "error", "fatal"]) {
    const level = name === "log" ? "INFO" : name.toUpperCase();
    const logged = levels.indexOf(level) >= least;
    Object.assign(console, { [name]: (/** @type {unknown[]} */ ...args) => logged && write(level, args) });
  }
}

function write(/** @type {string} */ level, /** @type {unknown[]} */ args) {
  const plain = args.length === 1 && Object.getPrototypeOf(args[0] ?? "") === Object.prototype;
  const message = plain ? args[0] : format(...args);
  port.postMessage({ line: JSON.stringify({ timestamp: new Date(), level, requestId, message }) });
}
