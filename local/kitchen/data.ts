// What the kitchen's page is told about the stack, straight from the engines: no IAM, and nothing that changes anything.
import { isUtf8 } from "node:buffer";
import { AwsError } from "../aws/error";
import type { Cloud } from "../cloud";
import { type Row, shown } from "../progress";
import type { Project } from "../project";
import { engineOf } from "../resources";
import type { Execution } from "../states/execution";
import type {
  ExecutionShown,
  ExecutionSummary,
  ItemsShown,
  MachineShown,
  ObjectShown,
  ObjectsShown,
  ResourceShown,
  StackShown,
} from "./shown";
import { visitsOf } from "./visits";

/** A stack that is up. */
export interface Running {
  readonly project: Project;
  readonly cloud: Cloud;
  /** By URN. */
  readonly rows: ReadonlyMap<string, Row>;
}

/** Items of a table and objects of a bucket that are shown. */
const most = 100;
/** Bytes of an object that is shown. */
const mostText = 262_144;

const table = "aws:dynamodb/table:Table";
const bucket = "aws:s3/bucket:Bucket";
const machine = "aws:sfn/stateMachine:StateMachine";

export function stackOf({ project, cloud: { place }, rows }: Running): StackShown {
  const all = [...rows.values()];
  const idsOf = (type: string) =>
    all.flatMap(({ step, created }) => (step.resource.type === type && created ? [created.id] : []));
  return {
    project: project.name,
    stack: project.stack,
    region: place.region,
    apiUrl: place.apiUrl,
    awsUrl: place.awsUrl,
    resources: all.map(resourceOf),
    machines: all.flatMap(machineOf),
    tables: idsOf(table),
    buckets: idsOf(bucket),
  };
}

/** Newest first. */
export function executionsOf({ cloud }: Running): ExecutionSummary[] {
  return cloud.states.executions.map(summaryOf).reverse();
}

/** @throws AwsError 404 */
export function executionOf({ cloud }: Running, id: string): ExecutionShown {
  const found = cloud.states.executions.find((execution) => idOf(execution) === id);
  if (!found) throw new AwsError("ExecutionDoesNotExist", `No execution ${id} is remembered; the last hundred are`, 404);
  const { arn, stopped, cause } = found;
  const end = { ...(stopped !== undefined && { stopped: iso(stopped) }), ...(cause !== undefined && { cause }) };
  return { ...summaryOf(found), arn, ...end, visits: visitsOf(found) };
}

/** @throws AwsError 404 */
export async function itemsOf({ cloud, rows }: Running, name: string): Promise<ItemsShown> {
  const found = [...rows.values()].find(({ step, created }) => step.resource.type === table && created?.id === name);
  if (!found) throw new AwsError("ResourceNotFoundException", `There is no table ${name}`, 404);
  const { items, more } = await cloud.dynamodb.newestItems(name, most);
  const { hashKey, rangeKey } = found.step.resource.inputs;
  return { items: items.map(plainMap), keys: rangeKey ? [hashKey, rangeKey] : [hashKey], more };
}

/** @throws AwsError 404 */
export function objectsOf({ cloud }: Running, name: string): ObjectsShown {
  const newest = cloud.s3.bucket(name).newest(most + 1);
  const objects = newest.slice(0, most).map(({ key, size, at }) => ({ key, size, at: iso(at) }));
  return { objects, more: newest.length > most };
}

/** @throws AwsError 404 */
export function objectOf({ cloud }: Running, name: string, key: string): ObjectShown {
  const found = cloud.s3.bucket(name).find(key);
  if (!found || found.marker) throw new AwsError("NoSuchKey", `There is no object ${key} in ${name}`, 404);
  const bytes = found.size > mostText ? undefined : cloud.s3.bucket(name).read(found);
  const text = bytes && isUtf8(bytes) && !bytes.includes(0) ? bytes.toString() : undefined;
  return { key, size: found.size, headers: found.headers, ...(text !== undefined && { text }) };
}

function resourceOf({ step, state, created }: Row): ResourceShown {
  const { resource, urn, parent } = step;
  const arn = created?.outputs?.arn;
  const engine = engineOf(resource.type);
  return {
    ...{ urn, parent, type: shown(resource.type), name: resource.name, noEffect: state === "no effect here" },
    ...(created && { id: created.id }),
    ...(typeof arn === "string" && { arn }),
    ...(engine && { engine: `local/${engine}` }),
  };
}

function machineOf({ step: { resource }, created }: Row): MachineShown[] {
  if (resource.type !== machine || !created) return [];
  return [{ arn: created.id, name: nameOf(created.id), definition: JSON.parse(resource.inputs.definition) }];
}

function summaryOf(execution: Execution): ExecutionSummary {
  const { arn, name, status, started, stopped, error, history } = execution;
  const first = history.find(({ type }) => type === "TaskStateEntered")?.name;
  const last = history.findLast(({ type }) => type.endsWith("StateEntered"))?.name;
  return {
    ...{ id: idOf(execution), name, machine: nameOf(arn), status, started: iso(started) },
    ...(stopped !== undefined && { took: stopped - started }),
    ...(first !== undefined && { first }),
    ...(last !== undefined && { last }),
    ...(error !== undefined && { error }),
  };
}

function idOf({ arn }: Execution): string {
  return arn.slice(arn.lastIndexOf(":") + 1);
}

/** `arn:aws:states:region:account:stateMachine:name`, or `…:express:name:…` of an execution. */
function nameOf(arn: string): string {
  return arn.split(":")[6] ?? "";
}

function iso(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

function plainMap(item: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, plain(value)]));
}

/** An attribute's value without its type. */
function plain(attribute: object): unknown {
  const [[type, value] = ["NULL", true]] = Object.entries(attribute);
  if (type === "M") return plainMap(value);
  if (type === "L") return value.map(plain);
  // Numbers have up to 38 digits there.
  if (type === "N") return String(Number(value)) === value ? Number(value) : value;
  return type === "NULL" ? null : value;
}
