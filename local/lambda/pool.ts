// A function's execution environments: one at first, more while calls keep waiting, and the queue of calls before them.
import { cpus } from "node:os";
import { AwsError } from "../aws/error";
import { Environment, type EnvironmentSettings, type Job, type Outcome } from "./environment";

/** Environments at once: an uncapped pool takes more than a GB. */
const mostEnvironments = 4;
/** Milliseconds that a call waits before there is another. */
const patience = 250;
/** Of the machine's processors, taken by whatever runs: below it there is room for another environment. */
const roomy = 0.6;
/** Of a processor's time, that all environments together are at work: below it calls wait for something else, a slow service say. */
const waiting = 0.1;

export class Pool {
  private readonly queue: Job[] = [];
  private readonly environments = new Set<Environment>();
  private growth: NodeJS.Timeout | undefined;
  private closed = false;

  constructor(private readonly settings: EnvironmentSettings) {}

  /** Starts one ahead of the first call. @returns once it is ready, or has failed */
  async warm(): Promise<void> {
    if (this.environments.size === 0 && !this.closed) await this.start().started;
  }

  /** @param id the request's id, as the handler's context and the log show it. */
  invoke(id: string, payload: string): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      if (this.closed) return reject(stopped());
      this.queue.push({ id, payload, since: performance.now(), resolve, reject });
      this.serve();
    });
  }

  /** Those that serve a call end without having answered it. */
  kill(): void {
    for (const environment of this.environments) if (environment.state === "busy") environment.kill();
  }

  async close(): Promise<void> {
    this.closed = true;
    for (const job of this.queue.splice(0)) job.reject(stopped());
    this.serve();
    await Promise.all([...this.environments].map((environment) => environment.stop(stopped())));
  }

  private serve(): void {
    for (const environment of this.environments) {
      if (environment.state !== "idle") continue;
      const job = this.queue.shift();
      if (job) environment.run(job);
    }
    if (this.queue.length === 0) {
      clearTimeout(this.growth);
      this.growth = undefined;
    } else if (this.environments.size === 0) this.start();
    else if (this.environments.size < mostEnvironments && !this.growth) this.watch();
  }

  /** Starts another once a call has waited long. */
  private watch(): void {
    const [since, before] = [performance.now(), this.work()];
    // One that is still starting works, too, and nobody knows yet what on.
    const allReady = [...this.environments].every(({ state }) => state !== "starting");
    this.growth = setTimeout(() => {
      this.growth = undefined;
      const [now, after] = [performance.now(), this.work()];
      const taken = 1 - (after.idle - before.idle) / (after.all - before.all);
      const waits = allReady && (after.own - before.own) / (now - since) < waiting;
      const [oldest] = this.queue;
      if (oldest && now - oldest.since >= patience && (taken < roomy || waits)) this.start();
      this.serve();
    }, patience);
  }

  /** Milliseconds so far, of all processors and of these environments. */
  private work(): Readonly<Record<"idle" | "all" | "own", number>> {
    return { ...processors(), own: sum([...this.environments].map((environment) => environment.worked())) };
  }

  private start(): Environment {
    const environment: Environment = new Environment(this.settings, {
      freed: () => this.serve(),
      next: () => this.queue.shift(),
      ended: () => {
        this.environments.delete(environment);
        this.serve();
      },
    });
    this.environments.add(environment);
    return environment;
  }
}

interface Processors {
  readonly idle: number;
  readonly all: number;
  /** When this was seen. */
  readonly at: number;
}

let seen: Processors | undefined;

/** To ask takes about a millisecond: not anew for every function, and never after less than 4/5 of the time that calls wait. */
function processors(): Processors {
  const at = performance.now();
  if (seen && at - seen.at < 0.8 * patience) return seen;
  const times = cpus().map((cpu) => cpu.times);
  seen = { idle: sum(times.map(({ idle }) => idle)), all: sum(times.flatMap((each) => Object.values(each))), at };
  return seen;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function stopped(): AwsError {
  return new AwsError("ServiceException", "This cloud is being stopped; start it again and repeat the call", 500);
}
