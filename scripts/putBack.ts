// `npm run put-back`: after a table was restored beside the one in use, brings back what is missing there (docs/runbook.md).
import { ConditionalCheckFailedException, DynamoDBClient, PutItemCommand, paginateScan } from "@aws-sdk/client-dynamodb";
import { run } from "./pool";

const usage = "npm run put-back -- RESTORED_TABLE TABLE";

run(async () => {
  const [from, to, ...others] = process.argv.slice(2);
  if (!from || !to || others.length > 0)
    throw new Error("the names of two tables are needed: the restored one, and the one in use");
  // Not the AWS CLI: its first version writes bytes anew in base64 each time it copies them.
  const client = new DynamoDBClient();
  let [back, left] = [0, 0];
  for await (const { Items = [] } of paginateScan({ client }, { TableName: from })) {
    for (const Item of Items) {
      // What is there has moved on since, and stays.
      const put = new PutItemCommand({ TableName: to, Item, ConditionExpression: "attribute_not_exists(accountid)" });
      const isBack = await client.send(put).then(
        () => true,
        (error: unknown) => {
          if (error instanceof ConditionalCheckFailedException) return false;
          throw error;
        },
      );
      if (isBack) back++;
      else left++;
    }
  }
  console.log(`${back} brought back, ${left} left as they are now`);
}, usage);
