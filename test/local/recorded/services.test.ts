// What the service integrations gave and were given on AWS: Lambda's invoke and SNS's publish.
import { expect } from "chai";
import { done, invokeArn, Workshop } from "../states.fixture";
import { tell } from "./cases";

describe("Recorded on AWS: tasks that call services", () => {
  const workshop = new Workshop();
  after(() => workshop.close());

  const parameters = { "TopicArn.$": "$.topic", "Message.$": "$.message" };
  const publish = (fields: object = {}) => ({
    A: { Type: "Task", Resource: "arn:aws:states:::sns:publish", Parameters: { ...parameters, ...fields }, End: true },
  });
  const MessageAttributes = {
    vendorid: { DataType: "String", "StringValue.$": "$.vendorid" },
    Version: { DataType: "String", StringValue: "fixed" },
  };
  const mail = () => workshop.inbox.list()[0]?.text;

  describe("lambda:invoke", () => {
    const echo = { Type: "Task", Resource: invokeArn, Parameters: { FunctionName: "barista", "Payload.$": "$.payload" } };

    it("gives the function's result as Payload, with its version, the status and the SDK's metadata", async () => {
      const { output } = await workshop.run({ A: { ...echo, End: true } }, { payload: { answer: {} } });
      const { SdkHttpMetadata, SdkResponseMetadata, ...own } = output;
      expect(own).to.deep.equal({ ExecutedVersion: "$LATEST", Payload: {}, StatusCode: 200 });
      expect(SdkHttpMetadata.HttpStatusCode).to.equal(200);
      expect(SdkHttpMetadata.HttpHeaders).to.include({
        ...{ "Content-Type": "application/json", "Content-Length": "2", "X-Amz-Executed-Version": "$LATEST" },
        "x-amzn-RequestId": SdkResponseMetadata.RequestId,
      });
      expect(SdkHttpMetadata.AllHttpHeaders["Content-Length"]).to.deep.equal(["2"]);
    });

    for (const value of [null, "Latte", 0, true, [], {}]) {
      const json = JSON.stringify(value);
      it(`sends the text ${JSON.stringify(json)} as the JSON it is`, async () => {
        const states = { A: { ...echo, ResultSelector: { "payload.$": "$.Payload" }, End: true } };
        const { output } = await workshop.run(states, { payload: json });
        // The function answers its event, and null where that says nothing.
        expect(output.payload).to.deep.equal(json === "{}" ? null : value);
      });
    }
  });

  describe("sns:publish", () => {
    it("gives the message's id and the SDK's metadata", async () => {
      const { output } = await workshop.run(publish(), { topic: workshop.topic, message: { text: "ready" } });
      expect(Object.keys(output)).to.deep.equal(["MessageId", "SdkHttpMetadata", "SdkResponseMetadata"]);
      expect(output.MessageId).to.match(/^[0-9a-f-]{36}$/);
      expect(output.SdkHttpMetadata.HttpStatusCode).to.equal(200);
      expect(output.SdkHttpMetadata.HttpHeaders["Content-Type"]).to.equal("text/xml");
    });

    for (const [message, sent] of [
      ["ready", "ready"],
      ['"ready"', '"ready"'],
      ["{}", "{}"],
      [{}, "{}"],
    ] as const) {
      it(`sends ${JSON.stringify(message)} as ${sent}, its attributes from the data`, async () => {
        const { status } = await workshop.run(publish({ MessageAttributes }), {
          topic: workshop.topic,
          message,
          vendorid: "Vendor001",
        });
        expect([status, mail()]).to.deep.equal(["SUCCEEDED", sent]);
      });
    }

    tell(workshop, {
      "to no topic is SNS.NotFoundException": {
        states: { ...publish() },
        input: { topic: "arn:aws:sns:ap-southeast-2:000000000000:none", message: {} },
        error: "SNS.NotFoundException",
        cause:
          /^Topic does not exist \(Service: AmazonSNS; Status Code: 404; Error Code: NotFound; Request ID: [0-9a-f-]{36}; Proxy: null\)$/,
        happened: [
          "ExecutionStarted",
          "TaskStateEntered A",
          "TaskScheduled A",
          "TaskStarted A",
          "TaskFailed A",
          "ExecutionFailed",
        ],
      },
    });
  });

  it("an execution that succeeds and one that fails are answered with what they were given", async () => {
    expect(await workshop.run({ A: done }, { cups: 2 })).to.deep.include({ status: "SUCCEEDED", output: { cups: 2 } });
    const failed = await workshop.run({ A: { Type: "Fail", Error: "SoldOut", Cause: "no beans" } });
    expect(failed).to.include({ status: "FAILED", error: "SoldOut", cause: "no beans" });
    expect(failed.output).to.equal(undefined);
  });
});
