import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { makeSchemas, schemaFile, schemaText } from '../../scripts/schemas.ts';
import { buildProgram } from '../../src/cli/program.ts';
import { readProject, ROOT } from '../docs/files.ts';

// It asks the compiler.
vi.setConfig({ testTimeout: 60_000 });

test('every command has a published schema, made from the types of its document (npm run generate)', () => {
  const schemas = makeSchemas({ strict: false });
  // What `run` prints is cargo's.
  const commands = buildProgram('0.0.0', () => undefined).commands.map((command) => command.name()).filter((name) => name !== 'run');
  expect([...schemas.keys()].sort()).toEqual([...commands, 'error'].sort());
  for (const [command, schema] of schemas) {
    expect(existsSync(join(ROOT, schemaFile(command))), schemaFile(command)).toBe(true);
    expect(readProject(schemaFile(command)), schemaFile(command)).toBe(schemaText(schema));
  }
  expect(readdirSync(join(ROOT, 'schemas/v1')).length).toBe(schemas.size);
});
