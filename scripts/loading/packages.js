// Of what Pulumi loads with everything else, half is never asked anything here: it is loaded when it is.
const { overRuns } = require("./kept");

/** Most of AWS's services; gRPC, under mocks; the automation API; npm's reader of packages; TypeScript itself, once each function is known. */
const rarelyAsked =
  /@pulumi\/aws\/\w+\/index\.js$|@pulumi\/pulumi\/(automation\/index|proto\/\w+_grpc_pb)\.js$|node_modules\/(@grpc\/grpc-js\/build\/src\/index|@npmcli\/arborist\/lib\/index|fdir\/dist\/index|semver\/index|typescript\/lib\/typescript)\.c?js$/;

const adapted = {
  /** What TypeScript finds in a function: the same in the same text. */
  "@pulumi/pulumi/runtime/closure/parseFunction.js": (parser) => {
    const parse = parser.parseFunction;
    const answers = overRuns("functions", () => (answers.size > before ? answers : undefined)) ?? new Map();
    const before = answers.size;
    parser.parseFunction = (text) => {
      if (!answers.has(text)) answers.set(text, parse(text));
      return answers.get(text);
    };
  },
  /** Where each promise was made, should it leak. To write all those places down would be a tenth of a preview. */
  "@pulumi/pulumi/runtime/debuggable.js": (debuggable) => {
    const note = debuggable.debuggablePromise;
    if (process.env.PULUMI_DEBUG_PROMISE_LEAKS) return;
    debuggable.debuggablePromise = (...args) => {
      const { stackTraceLimit } = Error;
      Error.stackTraceLimit = 0;
      try {
        return note(...args);
      } finally {
        Error.stackTraceLimit = stackTraceLimit;
      }
    };
  },
};

const load = require.extensions[".js"];
require.extensions[".js"] = (module, file) => {
  const name = file.replaceAll("\\", "/");
  if (rarelyAsked.test(name)) whenAsked(module, file);
  else load(module, file);
  adapted[name.slice(name.lastIndexOf("/node_modules/") + "/node_modules/".length)]?.(module.exports);
};

function whenAsked(module, file) {
  const exported = () => {
    if (module.exports !== later) return module.exports;
    module.exports = {};
    try {
      load(module, file);
    } catch (error) {
      // Whoever asks next is to hear of it, too.
      module.exports = later;
      throw error;
    }
    return module.exports;
  };
  const later = new Proxy(
    {},
    {
      // TypeScript's importers ask for the first one, and copy nothing then.
      get: (_, name) => name === "__esModule" || exported()[name],
      has: (_, name) => name in exported(),
      ownKeys: () => Reflect.ownKeys(exported()),
      getOwnPropertyDescriptor: (_, name) => ({ ...Reflect.getOwnPropertyDescriptor(exported(), name), configurable: true }),
    },
  );
  module.exports = later;
}
