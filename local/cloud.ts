// The engines of one cloud, wired: who calls whom is decided here and nowhere else.
import { ApiGateway } from "./apigateway/gateway";
import { Calls } from "./aws/calls";
import type { Place } from "./aws/place";
import type { Service } from "./aws/service";
import { Cognito } from "./cognito/cognito";
import { DynamoDb } from "./dynamodb/dynamodb";
import { Iam } from "./iam/iam";
import { Lambda } from "./lambda/lambda";
import { S3 } from "./s3/s3";
import { Inbox } from "./sns/inbox";
import { Sns } from "./sns/sns";
import { States } from "./states/states";

export class Cloud {
  readonly iam: Iam;
  readonly calls: Calls;
  readonly inbox: Inbox;
  readonly dynamodb: DynamoDb;
  readonly s3: S3;
  readonly sns: Sns;
  readonly lambda: Lambda;
  readonly states: States;
  readonly cognito: Cognito;
  readonly gateway: ApiGateway;
  /** By the name in a signature's scope. */
  readonly services: Readonly<Record<string, Service>>;

  /**
   * @param secret the data folder's own: every credential is derived from it
   * @param log told what went wrong inside, one line each
   */
  constructor(
    readonly place: Place,
    secret: Buffer,
    log: (line: string) => void,
  ) {
    this.iam = new Iam(place, secret);
    this.calls = new Calls((call) => this.iam.decide(call));
    this.calls.onDenied = (_call, reason) => log(`denied: ${reason}`);
    this.inbox = new Inbox(place);
    this.dynamodb = new DynamoDb(place, this.calls);
    this.s3 = new S3(place, this.calls);
    this.sns = new Sns(place, this.calls, this.inbox);
    this.lambda = new Lambda(place, this.calls, this.iam);
    this.states = new States(place, this.calls, this.iam, { lambda: this.lambda, sns: this.sns });
    this.cognito = new Cognito(place, this.calls, this.inbox);
    const { dynamodb, s3, sns, lambda, states, cognito, iam } = this;
    this.services = { dynamodb, s3, sns, lambda, states, "cognito-idp": cognito, sts: iam };
    this.gateway = new ApiGateway(place, this.iam, this.services, cognito);
    this.gateway.log = log;
    this.lambda.log = log;
    this.calls.onDeath = (sessionArn) => lambda.kill(sessionArn);
  }

  /** Ends workers and closes files; what was acknowledged is on disk already. */
  async close(): Promise<void> {
    this.gateway.close();
    await this.lambda.close();
    await this.dynamodb.close();
  }
}
