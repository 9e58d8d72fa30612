// A function's execution environments: worker threads that stay warm, a few at most, and the queue of calls before them.
import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { AwsError } from "../aws/error";
import type { FunctionSettings } from "./function";

/** What the handler answered as JSON, or AWS's account of how it failed. */
export interface Outcome {
  readonly payload: string;
  readonly failed: boolean;
}

export interface Settings extends Pick<FunctionSettings, "runtime" | "timeout" | "memorySize"> {
  /** The unpacked archive. */
  readonly root: string;
  readonly arn: string;
  readonly env: Record<string, string>;
  /** Environments at once. */
  readonly most: number;
  /** Asked once an environment, at its first call: where its lines go, if anywhere. */
  logFile(): Promise<string | undefined>;
}

interface Job {
  readonly id: string;
  readonly payload: string;
  resolve(outcome: Outcome): void;
  reject(error: Error): void;
}

/** Seconds AWS gives the code outside the handler. */
const initLimit = 10;

export class Pool {
  private readonly queue: Job[] = [];
  private readonly environments = new Set<Environment>();
  private closed = false;

  constructor(private readonly settings: Settings) {}

  /** @param id the request's id, as the handler's context and the log show it. */
  invoke(id: string, payload: string): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      if (this.closed) return reject(stopped());
      this.queue.push({ id, payload, resolve, reject });
      this.serve();
    });
  }

  /** Starts one ahead of the first call. */
  warm(): void {
    if (this.environments.size === 0) this.start();
  }

  async close(): Promise<void> {
    this.closed = true;
    for (const job of this.queue.splice(0)) job.reject(stopped());
    await Promise.all([...this.environments].map((environment) => environment.stop()));
  }

  /** Queued calls go to free environments; more are started while calls outnumber those on their way. */
  private serve(): void {
    let starting = 0;
    for (const environment of this.environments) {
      if (environment.state === "starting") starting++;
      if (environment.state !== "idle") continue;
      const job = this.queue.shift();
      if (!job) return;
      void environment.run(job);
    }
    while (starting++ < this.queue.length && this.environments.size < this.settings.most) this.start();
  }

  private start(): void {
    const environment: Environment = new Environment(this.settings, {
      free: () => this.serve(),
      takeJob: () => this.queue.shift(),
      ended: () => {
        this.environments.delete(environment);
        this.serve();
      },
    });
    this.environments.add(environment);
  }
}

/** What a worker says: that it is ready, how a call ended, or how it ended itself. */
interface Message {
  readonly payload?: string;
  readonly failed?: string;
  readonly last?: true;
}

class Environment {
  state: "starting" | "idle" | "busy" | "ended" = "starting";
  private job: Job | undefined;
  private timer: NodeJS.Timeout | undefined;
  private logFile: Promise<string | undefined> | undefined;
  private readonly worker: Worker;

  constructor(
    private readonly settings: Settings,
    private readonly pool: { free(): void; takeJob(): Job | undefined; ended(): void },
  ) {
    const { root, arn, runtime, env, memorySize } = settings;
    this.worker = new Worker(join(__dirname, "runtime.cjs"), {
      workerData: { root, arn, runtime },
      env,
      // Not this process's flags: a hook such as ts-node's would be inherited by the handler.
      execArgv: [],
      // Of the JavaScript heap; Buffers lie outside of it and are not limited here.
      resourceLimits: { maxOldGenerationSizeMb: memorySize },
    });
    this.worker.on("message", (message: Message) => this.receive(message));
    this.worker.on("error", ({ code, message }: NodeJS.ErrnoException) => {
      this.fail(
        "Runtime.ExitError",
        `Runtime exited with error: ${code === "ERR_WORKER_OUT_OF_MEMORY" ? "signal: killed" : message}`,
      );
    });
    this.worker.on("exit", (code) => {
      this.fail(
        "Runtime.ExitError",
        code ? `Runtime exited with error: exit status ${code}` : "Runtime exited without providing a reason",
      );
    });
    this.limit(initLimit);
  }

  async run(job: Job): Promise<void> {
    this.state = "busy";
    this.job = job;
    this.logFile ??= this.settings.logFile();
    const logFile = await this.logFile;
    if (this.state !== "busy") return;
    this.worker.postMessage({ id: job.id, payload: job.payload, timeout: this.settings.timeout * 1000, logFile });
    this.limit(this.settings.timeout);
  }

  async stop(): Promise<void> {
    this.state = "ended";
    clearTimeout(this.timer);
    this.job?.reject(stopped());
    await this.worker.terminate();
  }

  private receive({ payload, failed = "null", last }: Message): void {
    if (last) this.end(() => failed);
    if (this.state === "ended") return;
    clearTimeout(this.timer);
    this.timer = undefined;
    this.state = "idle";
    this.job?.resolve({ payload: payload ?? failed, failed: payload === undefined });
    this.job = undefined;
    this.pool.free();
  }

  private limit(seconds: number): void {
    const timer = setTimeout(() => {
      // One round of the event loop more: an answer that is there already counts, however late this thread reads it.
      setImmediate(() => {
        if (this.timer === timer) this.fail("Sandbox.Timedout", `Task timed out after ${seconds.toFixed(2)} seconds`);
      });
    }, seconds * 1000);
    this.timer = timer;
  }

  private fail(errorType: string, reason: string): void {
    this.end((id) => {
      const line = `${new Date().toISOString()} ERROR ${id} ${reason}\n`;
      void this.logFile?.then((file) => file && appendFileSync(file, line));
      return JSON.stringify({ errorType, errorMessage: `RequestId: ${id} Error: ${reason}` });
    });
  }

  /** The call it serves, or the one it was started for, learns why it ended; the next call starts another. */
  private end(payloadOf: (id: string) => string): void {
    if (this.state === "ended") return;
    if (this.state === "starting") this.job = this.pool.takeJob();
    this.state = "ended";
    clearTimeout(this.timer);
    this.job?.resolve({ payload: payloadOf(this.job.id), failed: true });
    void this.worker.terminate();
    this.pool.ended();
  }
}

function stopped(): AwsError {
  return new AwsError("ServiceException", "This cloud is being stopped; start it again and repeat the call", 500);
}
