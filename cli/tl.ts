// `fakedc tl`: look at schemas and at TL bytes.

import { readFileSync } from 'node:fs';
import { Command, InvalidArgumentError } from 'commander';
import { toHex } from '../protocol/bytes/index.ts';
import { printTree } from '../protocol/tl/index.ts';
import { decodeTree, encodeJson, isSound, printReports, reportSchemas, tlContext } from '../schemas/index.ts';

export function tlCommand(): Command {
  return new Command('tl')
    .description('look at TL schemas and bytes')
    .addCommand(checkCommand())
    .addCommand(decodeCommand())
    .addCommand(encodeCommand());
}

function checkCommand(): Command {
  return new Command('check')
    .description(
      "count the definitions of schema files and find what is wrong; without files, fakedc's own layers",
    )
    .argument('[file...]', "TL text, or JSON of Telegram's or mtcute's form")
    .option('--json', 'one JSON object')
    .action((files: string[], { json }: { json?: true }) => {
      const reports = reportSchemas(files);
      const ok = isSound(reports);
      console.log(json ? JSON.stringify({ ok, files: reports }, null, 2) : printReports(reports));
      if (!ok) process.exitCode = 1;
    });
}

function decodeCommand(): Command {
  return withSchema(new Command('decode'))
    .description('print bytes as a tree with offsets')
    .argument('<hex>', 'hex, or - for standard input')
    .option('--full', 'show long byte fields whole')
    .option('--json', 'the tree as JSON')
    .action((hex: string, { full, json, ...schema }: SchemaOptions & { full?: true; json?: true }) => {
      const tree = decodeTree(argumentOrInput(hex), tlContext(schemaOf(schema)));
      const withoutBytes = (key: string, value: unknown) => (key === 'bytes' ? undefined : value);
      if (json) console.log(JSON.stringify(tree, withoutBytes, 2));
      else process.stdout.write(printTree(tree, full ? { mostBytes: Number.POSITIVE_INFINITY } : {}));
    });
}

function encodeCommand(): Command {
  return withSchema(new Command('encode'))
    .description('print the bytes of an object in hex; longs as numbers or decimal texts, bytes as hex')
    .argument('<json>', 'JSON such as {"_":"ping","ping_id":"1"}, or - for standard input')
    .action((json: string, schema: SchemaOptions) => {
      console.log(toHex(encodeJson(argumentOrInput(json), tlContext(schemaOf(schema)))));
    });
}

interface SchemaOptions {
  readonly layer?: number;
  readonly schema?: string;
}

function withSchema(command: Command): Command {
  return command
    .option('--layer <n>', 'the API layer, default: the newest', wholeNumber)
    .option('--schema <file>', 'a schema file of your own');
}

function schemaOf({ layer, schema }: SchemaOptions): { layer?: number; file?: string } {
  return { ...(layer !== undefined && { layer }), ...(schema !== undefined && { file: schema }) };
}

function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('not a whole number.');
  return Number(text);
}

function argumentOrInput(argument: string): string {
  return argument === '-' ? readFileSync(0, 'utf8') : argument;
}
