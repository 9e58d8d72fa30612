// The policy pack as the engine runs it: a process of its own, asked over gRPC.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { credentials, type ServiceError } from "@grpc/grpc-js";
import { AnalyzerClient } from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import {
  AnalyzeRequest,
  type AnalyzeResponse,
  type AnalyzerInfo,
  AnalyzerPropertyDependencies,
  AnalyzerResource,
  AnalyzerResourceOptions,
  AnalyzeStackRequest,
  EnforcementLevel,
} from "@pulumi/pulumi/proto/analyzer_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import type { Asked } from "../infra/evaluate";
import { root } from "../project";

/** What the engine sends for an input that is known only after `up`. */
export const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export interface Violation {
  readonly policy: string;
  readonly message: string;
  readonly mandatory: boolean;
}

export class Pack {
  private constructor(
    private readonly child: ChildProcess,
    private readonly client: AnalyzerClient,
  ) {}

  static async start(): Promise<Pack> {
    const folder = join(root, "policy");
    const runner = require.resolve("@pulumi/pulumi/cmd/run-policy-pack");
    const child = spawn(process.execPath, [runner, "127.0.0.1:0", folder], { cwd: folder, stdio: ["ignore", "pipe", "inherit"] });
    const [port] = await Promise.race([once(createInterface(child.stdout), "line"), once(child, "exit").then(ended)]);
    return new Pack(child, new AnalyzerClient(`127.0.0.1:${port}`, credentials.createInsecure()));
  }

  async stop(): Promise<void> {
    this.client.close();
    this.child.kill();
    await once(this.child, "exit");
  }

  async policies(): Promise<string[]> {
    const info = await answer<AnalyzerInfo>((done) => this.client.getAnalyzerInfo(new Empty(), done));
    return info.getPoliciesList().map((policy) => policy.getName());
  }

  async violations(resource: Asked): Promise<Violation[]> {
    const request = new AnalyzeRequest().setType(resource.type).setName(resource.name).setUrn(resource.urn);
    request.setProperties(Struct.fromJavaScript(resource.inputs)).setOptions(options(resource));
    return told(await answer((done) => this.client.analyze(request, done)));
  }

  async stackViolations(resources: readonly Asked[]): Promise<Violation[]> {
    const request = new AnalyzeStackRequest().setResourcesList(resources.map(asResource));
    return told(await answer((done) => this.client.analyzeStack(request, done)));
  }
}

function asResource(asked: Asked): AnalyzerResource {
  const resource = new AnalyzerResource().setType(asked.type).setName(asked.name).setUrn(asked.urn).setParent(asked.parent);
  resource.setProperties(Struct.fromJavaScript(asked.inputs)).setOptions(options(asked));
  for (const [property, urns] of Object.entries(asked.propertyDependencies)) {
    resource.getPropertydependenciesMap().set(property, new AnalyzerPropertyDependencies().setUrnsList([...urns]));
  }
  return resource;
}

function options({ protect, parent }: Asked): AnalyzerResourceOptions {
  const timeouts = new AnalyzerResourceOptions.CustomTimeouts();
  return new AnalyzerResourceOptions().setProtect(protect).setParent(parent).setCustomtimeouts(timeouts);
}

function told(response: AnalyzeResponse): Violation[] {
  return response.getDiagnosticsList().map((diagnostic) => ({
    policy: diagnostic.getPolicyname(),
    message: diagnostic.getMessage(),
    mandatory: diagnostic.getEnforcementlevel() === EnforcementLevel.MANDATORY,
  }));
}

function answer<T>(ask: (done: (error: ServiceError | null, response: T) => void) => void): Promise<T> {
  return new Promise((resolve, reject) => ask((error, response) => (error ? reject(error) : resolve(response))));
}

function ended([code]: unknown[]): never {
  throw new Error(`The policy pack ended with ${code} before it served`);
}
