// One execution environment of a function: a worker thread that runs one call at a time, within its time and memory.
import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import type { FunctionSettings } from "./function";

/** What the handler answered as JSON, or AWS's account of how it failed. */
export interface Outcome {
  readonly payload: string;
  readonly failed: boolean;
}

export interface Job {
  readonly id: string;
  readonly payload: string;
  /** When it came, in milliseconds. */
  readonly since: number;
  resolve(outcome: Outcome): void;
  reject(error: Error): void;
}

export interface EnvironmentSettings extends Pick<FunctionSettings, "timeout" | "memorySize"> {
  /** The function's. */
  readonly arn: string;
  readonly env: Record<string, string>;
  /** Asked once an environment: the file its lines go to, if anywhere. */
  openLog(): Promise<string | undefined>;
  /** Told why a line can't be written. */
  onBroken(error: unknown): void;
}

/** What a worker says: a line for the log, that it is ready, how a call ended, or how it ended itself. */
interface Message {
  readonly line?: string;
  readonly payload?: string;
  readonly failed?: string;
  readonly last?: true;
}

/** Seconds AWS gives the code outside the handler. */
const initLimit = 10;

/** MB. V8 would take 48 for each environment, and a function that serves one call at a time is not a bit faster for it. */
const youngGeneration = 12;

export class Environment {
  state: "starting" | "idle" | "busy" | "ended" = "starting";
  /** Told once it is ready, or has ended before. */
  readonly started: Promise<void>;
  private tellStarted = () => {};
  private job: Job | undefined;
  /** Milliseconds that took. */
  private starting = 0;
  private timer: NodeJS.Timeout | undefined;
  private readonly logFile: Promise<string | undefined>;
  private readonly worker: Worker;

  constructor(
    private readonly settings: EnvironmentSettings,
    private readonly pool: { freed(): void; next(): Job | undefined; ended(): void },
  ) {
    this.started = new Promise((tell) => {
      this.tellStarted = tell;
    });
    this.logFile = settings.openLog();
    this.worker = new Worker(join(__dirname, "runtime.cjs"), {
      // Where Node keeps what it compiled, if it does.
      workerData: { arn: settings.arn, compiled: process.env.NODE_COMPILE_CACHE },
      env: settings.env,
      // Not this process's flags: the hook that loads TypeScript would be inherited by the handler.
      execArgv: [],
      // Of the JavaScript heap; Buffers lie outside of it and are not limited here.
      resourceLimits: { maxOldGenerationSizeMb: settings.memorySize, maxYoungGenerationSizeMb: youngGeneration },
    });
    this.worker.on("message", (message: Message) => this.receive(message));
    this.worker.on("error", ({ code, message }: NodeJS.ErrnoException) => {
      this.fail("Runtime.ExitError", code === "ERR_WORKER_OUT_OF_MEMORY" ? "signal: killed" : message);
    });
    this.worker.on("exit", (code) => this.fail("Runtime.ExitError", `exit status ${code}`));
    this.limit(initLimit);
  }

  run(job: Job): void {
    this.state = "busy";
    this.job = job;
    this.worker.postMessage({ id: job.id, payload: job.payload, timeout: this.settings.timeout * 1000 });
    this.limit(this.settings.timeout);
  }

  /** Milliseconds since it was ready in which it did not wait for anything but a processor. */
  worked(): number {
    return this.state === "starting" ? 0 : this.active() - this.starting;
  }

  kill(): void {
    this.fail("Runtime.ExitError", "signal: killed");
  }

  async stop(reason: Error): Promise<void> {
    this.state = "ended";
    this.tellStarted();
    clearTimeout(this.timer);
    this.job?.reject(reason);
    await this.worker.terminate();
  }

  private receive({ line, payload, failed = "null", last }: Message): void {
    if (line !== undefined) this.write(line);
    else if (last) this.end(() => failed);
    else if (this.state !== "ended") {
      clearTimeout(this.timer);
      this.timer = undefined;
      if (this.state === "starting") this.starting = this.active();
      this.state = "idle";
      this.tellStarted();
      this.job?.resolve({ payload: payload ?? failed, failed: payload === undefined });
      this.job = undefined;
      this.pool.freed();
    }
  }

  private active(): number {
    return this.worker.performance.eventLoopUtilization().active;
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
    const text = errorType === "Runtime.ExitError" ? `Runtime exited with error: ${reason}` : reason;
    this.end((requestId) => {
      this.write(JSON.stringify({ timestamp: new Date(), level: "ERROR", requestId, message: text }));
      return JSON.stringify({ errorType, errorMessage: `RequestId: ${requestId} Error: ${text}` });
    });
  }

  /** The call it serves, or the one it was started for, learns why it ended; the next call starts another. */
  private end(payloadOf: (requestId: string) => string): void {
    if (this.state === "ended") return;
    if (this.state === "starting") this.job = this.pool.next();
    this.state = "ended";
    this.tellStarted();
    clearTimeout(this.timer);
    this.job?.resolve({ payload: payloadOf(this.job.id), failed: true });
    void this.worker.terminate();
    this.pool.ended();
  }

  private write(line: string): void {
    this.logFile.then((file) => file && appendFileSync(file, `${line}\n`)).catch(this.settings.onBroken);
  }
}
