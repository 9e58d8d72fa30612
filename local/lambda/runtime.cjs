// @ts-check
// Plays Lambda's Node.js runtime inside a worker thread: loads the handler, calls it for each message, says what came of it.
// Plain JavaScript: a worker starts without the hooks that compile TypeScript. Behaviour as in aws-lambda-nodejs-runtime-interface-client.
const { appendFileSync, existsSync } = require("node:fs");
const Module = require("node:module");
const path = require("node:path");
const { format } = require("node:util");
const { parentPort, workerData } = require("node:worker_threads");

/** @type {{ root: string, arn: string, runtime: string }} */
const { root, arn, runtime } = workerData;
const { env } = process;
// Node.js 24 on AWS awaits whatever a handler returns and has no callbacks any more.
const callbacks = Number(/\d+/.exec(runtime)?.[0]) < 24;
const responseLimit = 6_291_556;
/** @type {import("node:worker_threads").MessagePort} */
const port = /** @type {any} */ (parentPort);

/** Lines of the init phase wait here: only an invocation tells where the log goes. @type {string[] | undefined} */
let early = [];
/** @type {string | undefined} */
let logFile;
let requestId = "";

captureOutput();
limitModulesToArchive();
process.on("uncaughtException", (error) => die(error));
process.on("unhandledRejection", (reason) => {
  const error = reason instanceof Error ? reason : new Error(String(reason));
  die(named("Runtime.UnhandledPromiseRejection", String(reason), error.stack));
});

try {
  serve(loadHandler());
  port.postMessage({});
} catch (error) {
  die(error);
}

/** @param {Function} handler */
function serve(handler) {
  port.on("message", async (/** @type {{ id: string, payload: string, timeout: number, logFile?: string }} */ call) => {
    requestId = call.id;
    logFile = call.logFile;
    const waiting = early ?? [];
    early = undefined;
    for (const line of waiting) append(line);
    const deadline = Date.now() + call.timeout;
    const event = JSON.parse(call.payload);
    const context = {
      functionName: env.AWS_LAMBDA_FUNCTION_NAME,
      functionVersion: env.AWS_LAMBDA_FUNCTION_VERSION,
      invokedFunctionArn: arn,
      memoryLimitInMB: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
      awsRequestId: call.id,
      logGroupName: env.AWS_LAMBDA_LOG_GROUP_NAME,
      logStreamName: env.AWS_LAMBDA_LOG_STREAM_NAME,
      callbackWaitsForEmptyEventLoop: true,
      getRemainingTimeInMillis: () => deadline - Date.now(),
    };
    try {
      port.postMessage(answer(await (callbacks ? withCallback(handler, event, context) : handler(event, context))));
    } catch (error) {
      port.postMessage({ failed: report("Invoke Error", error) });
    }
  });
}

/** Up to Node.js 22: a promise, or the callback; a value that is neither is lost, as on AWS. */
function withCallback(/** @type {Function} */ handler, /** @type {unknown} */ event, /** @type {object} */ context) {
  return new Promise((resolve, reject) => {
    const done = (/** @type {unknown} */ error, /** @type {unknown} */ value) => (error ? reject(error) : resolve(value));
    const returned = handler(event, context, done);
    if (typeof returned?.then === "function") resolve(returned);
    else if (handler.length < 3) resolve(null);
  });
}

function answer(/** @type {unknown} */ value) {
  const payload = JSON.stringify(value) ?? "null";
  if (payload.length * 3 > responseLimit && Buffer.byteLength(payload) > responseLimit) {
    const text = `Response payload size exceeded maximum allowed payload size (${responseLimit} bytes).`;
    return { failed: JSON.stringify({ errorType: "Function.ResponseSizeTooLarge", errorMessage: text }) };
  }
  return { payload };
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

function named(/** @type {string} */ name, /** @type {string} */ message, /** @type {string | undefined} */ stack = undefined) {
  const error = new Error(message);
  return Object.assign(error, { name, stack: stack ?? `${name}: ${message}` });
}

/** @returns {Function} */
function loadHandler() {
  const text = env._HANDLER ?? "";
  const [name = "", ...exported] = path.basename(text).split(".");
  if (exported.length === 0) throw named("Runtime.MalformedHandlerName", "Bad handler");
  const base = path.join(root, path.dirname(text), name);
  const file = [base, `${base}.js`, `${base}.cjs`].find((name) => existsSync(name)) ?? base;
  let handler;
  try {
    handler = exported.reduce((value, key) => value?.[key], require(file));
  } catch (error) {
    if (error instanceof SyntaxError) throw named("Runtime.UserCodeSyntaxError", String(error), error.stack);
    const missing = /** @type {{ code?: string }} */ (error)?.code === "MODULE_NOT_FOUND";
    throw missing ? named("Runtime.ImportModuleError", String(error)) : error;
  }
  if (!handler) throw named("Runtime.HandlerNotFound", `${text} is undefined or not exported`);
  if (typeof handler !== "function") throw named("Runtime.HandlerNotFound", `${text} is not a function`);
  if (!callbacks && handler.length >= 3) {
    const text = "AWS Lambda has removed support for callback-based function handlers starting with Node.js 24.";
    throw named("Runtime.CallbackHandlerDeprecated", `ERROR: ${text} Make this handler async.`);
  }
  return handler;
}

/** The archive sees its own packages and the SDK, not what else lies in node_modules on the way up to the project. */
function limitModulesToArchive() {
  // s3-request-presigner: nobody has shown that AWS's runtime carries it, so it has to be in the archive.
  const sdk = /^@(smithy|aws-sdk\/(?!s3-request-presigner))/;
  const inside = (/** @type {string} */ name) => name.startsWith(root + path.sep);
  const loader = /** @type {any} */ (Module);
  const lookup = loader._resolveLookupPaths;
  loader._resolveLookupPaths = (/** @type {string} */ request, /** @type {NodeModule | undefined} */ parent) => {
    /** @type {string[] | null} */
    const paths = lookup.call(Module, request, parent);
    if (!paths || !parent?.filename || !inside(parent.filename)) return paths;
    return [...paths.filter((name) => name === root || inside(name)), ...(sdk.test(request) ? module.paths : [])];
  };
}

function captureOutput() {
  const levels = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"];
  const least = env.AWS_LAMBDA_LOG_FORMAT === "JSON" ? levels.indexOf(env.AWS_LAMBDA_LOG_LEVEL ?? "INFO") : 0;
  for (const name of ["log", "trace", "debug", "info", "warn", "error", "fatal"]) {
    const level = name === "log" ? "INFO" : name.toUpperCase();
    const logged = levels.indexOf(level) >= least;
    Object.assign(console, {
      [name]: (/** @type {unknown[]} */ ...args) => {
        if (logged) write(level, args);
      },
    });
  }
  const raw = (/** @type {string | Uint8Array} */ chunk, /** @type {any[]} */ ...rest) => {
    append(`${String(chunk).replace(/\n$/, "")}\n`);
    if (typeof rest.at(-1) === "function") rest.at(-1)();
    return true;
  };
  Object.assign(process.stdout, { write: raw });
  Object.assign(process.stderr, { write: raw });
}

function write(/** @type {string} */ level, /** @type {unknown[]} */ args) {
  const timestamp = new Date().toISOString();
  const plain = args.length === 1 && Object.getPrototypeOf(args[0] ?? "") === Object.prototype;
  const message = env.AWS_LAMBDA_LOG_FORMAT === "JSON" && plain ? args[0] : format(...args);
  if (env.AWS_LAMBDA_LOG_FORMAT === "JSON") append(`${JSON.stringify({ timestamp, level, requestId, message })}\n`);
  else append(`${timestamp} ${level} ${requestId || "-"} ${String(message).replaceAll("\n", "\\n")}\n`);
}

function append(/** @type {string} */ line) {
  if (early) early.push(line);
  else if (logFile) appendFileSync(logFile, line);
}
