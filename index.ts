// Skip the Line: a customer on the train orders a coffee and picks it up on the way past the shop. The whole story:
import { accessLogs } from "./infra/accessLogs";
import { alarms } from "./infra/alarms";
import { restApi } from "./infra/api";
import { invoicesBucket } from "./infra/bucket";
import { readConfig } from "./infra/config";
import { dashboard } from "./infra/dashboard";
import { functions } from "./infra/functions";
import { identity } from "./infra/identity";
import { pagesBucket } from "./infra/pages";
import { orderMachine } from "./infra/stateMachine";
import { ordersTable } from "./infra/table";
import { tagEverything } from "./infra/tags";
import { notices } from "./infra/topic";

// What this stack sells and how it is kept.
const config = readConfig();
tagEverything(config.tags);

// Where an order lives, where its invoice lies, and where it is announced.
const orders = ordersTable(config);
const invoices = invoicesBucket(config);
const news = notices(config);

// The steps an order takes, and the machine that takes them.
const steps = functions(config, orders, invoices);
const workflow = orderMachine(config, steps, news.topic);

// Who may ask, what they ask with, and the door they come through.
const customers = identity(config);
const pages = pagesBucket(customers);
const access = accessLogs(config);
const api = restApi(config, steps, workflow.machine, customers, pages, access);

// Who is told when something goes wrong for a customer, and where they look.
const watched = { api, access, workflow, functions: steps, orders, notices: news, customers };
dashboard(watched, alarms(config, watched));

export const apiUrl = api.url;
export const userPoolId = customers.userPool.id;
export const userPoolClientId = customers.client.id;
export const stateMachineArn = workflow.machine.arn;
export const tableName = orders.name;
export const bucketName = invoices.bucket;
export const topicArn = news.topic.arn;
