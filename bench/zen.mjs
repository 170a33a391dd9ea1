// GoRules ZEN as a contestant. Arguments: the decision model, the records (JSON, an array of objects). Each line on standard input
// is an order: `round` evaluates every record, one after the other, and answers with the seconds (the clock's or
// the processor's, whichever is less); `answers` writes the results.
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { createRequire } from 'node:module';

const { ZenEngine } = createRequire(process.env.ZEN_MODULES + '/')('@gorules/zen-engine');
const decision = new ZenEngine().createDecision(readFileSync(process.argv[2]));
const records = JSON.parse(readFileSync(process.argv[3]));
let results = [];

for await (const order of createInterface({ input: process.stdin })) {
  if (order === 'round') {
    const begin = process.hrtime.bigint(), processor = process.cpuUsage();
    results = [];
    for (const record of records) results.push((await decision.evaluate(record)).result);
    const used = process.cpuUsage(processor);
    console.log(Math.min(Number(process.hrtime.bigint() - begin) / 1e9, (used.user + used.system) / 1e6));
  } else {
    console.log(JSON.stringify(results));
  }
}
