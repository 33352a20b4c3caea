/** Writes `dist/THIRD-PARTY.md`: the licences of the packages whose code the bundle holds, as they ask for. */
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const dist = join(root, 'dist');

/** The bundler marks where each module begins. */
const MODULE = /^\s*\/\/#region node_modules\/((?:@[^/\s]+\/)?[^/\s]+)\//gm;

const texts = readdirSync(dist, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.js'))
  .map((path) => readFileSync(join(dist, path), 'utf8'));
const packages = [...new Set(texts.flatMap((text) => [...text.matchAll(MODULE)].map(([, name = '']) => name)))].sort();
if (packages.length === 0) throw new Error('the bundle marks no module: how does it tell now?');

const sections = packages.map((name) => {
  const directory = join(root, 'node_modules', name);
  const { version, license } = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8')) as { version: string; license: string };
  const file = readdirSync(directory).find((entry) => /^licen[cs]e(?:[.-](?:md|txt|mit))?$/i.test(entry));
  if (file === undefined) throw new Error(`${name} has no licence file`);
  return `## ${name} ${version} (${license})\n\n${readFileSync(join(directory, file), 'utf8').trim()}\n`;
});
writeFileSync(join(dist, 'THIRD-PARTY.md'), `# Code of others in this bundle\n\n${sections.join('\n')}`);
