// A program with the AWS SDK for JavaScript v3 that says who it is, once a second for a while.
const { STSClient, GetCallerIdentityCommand } = require("@aws-sdk/client-sts");

async function main() {
  const client = new STSClient({});
  const until = Date.now() + 1000 * Number(process.argv[2]);
  for (;;) {
    const answer = await client.send(new GetCallerIdentityCommand({}));
    console.log(answer.Arn);
    if (Date.now() >= until) return;
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
}

main().catch((error) => {
  console.error(String(error.name), String(error.message));
  process.exit(1);
});
