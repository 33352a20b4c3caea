import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createGenerator, type Schema } from 'ts-json-schema-generator';

const ROOT = join(import.meta.dirname, '..');
/** The number in `"schema": 1`. */
const VERSION = 1;

type Definitions = Readonly<Record<string, Schema>>;

/**
 * A JSON Schema (draft 7) for each command's document, by its name, from the types in `src/report/documents`. Fields that the
 * types do not name are allowed unless `strict`: a later version may add some.
 */
export function makeSchemas(o: { readonly strict: boolean }): Map<string, Schema> {
  const generator = createGenerator({
    path: join(ROOT, 'src/report/documents/documents.ts'),
    tsconfig: join(ROOT, 'tsconfig.json'),
    type: 'Documents',
    skipTypeCheck: true,
    additionalProperties: !o.strict,
    jsDoc: 'extended',
  });
  const { definitions = {} } = generator.createSchema('Documents') as { definitions?: Definitions };
  const documents = definitions['Documents']?.properties ?? {};
  return new Map(Object.entries(documents).map(([command, schema]) => [command, whole(command, schema as Schema, definitions)]));
}

function whole(command: string, schema: Schema, definitions: Definitions): Schema {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    $id: `urn:cargo-share:schema:${VERSION}:${command}`,
    title: command === 'error' ? 'What any command prints with --json when it fails' : `What \`cargo share ${command} --json\` prints`,
    ...schema,
    definitions: reachable(schema, definitions),
  } as Schema;
}

const REFERENCE = /"#\/definitions\/([^"]+)"/g;

/** The definitions that a schema refers to, and those that they do. */
function reachable(schema: Schema, definitions: Definitions): Definitions {
  const found = new Map<string, Schema>();
  const visit = (one: Schema): void => {
    for (const [, encoded = ''] of JSON.stringify(one).matchAll(REFERENCE)) {
      const name = decodeURIComponent(encoded);
      const definition = definitions[name];
      if (definition === undefined || found.has(name)) continue;
      found.set(name, definition);
      visit(definition);
    }
  };
  visit(schema);
  return Object.fromEntries([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Where a schema is published, relative to the package. */
export function schemaFile(command: string): string {
  return `schemas/v${VERSION}/${command}.json`;
}

export function schemaText(schema: Schema): string {
  return `${JSON.stringify(schema, undefined, 2)}\n`;
}

if (process.argv[1] === import.meta.filename) {
  mkdirSync(join(ROOT, 'schemas', `v${VERSION}`), { recursive: true });
  for (const [command, schema] of makeSchemas({ strict: false })) writeFileSync(join(ROOT, schemaFile(command)), schemaText(schema));
}
