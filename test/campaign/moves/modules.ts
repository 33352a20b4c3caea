import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { MoveOf } from '../history.ts';
import { partsNamed } from '../parts/all.ts';
import { declared } from '../parts/libraries.ts';
import type { Module } from '../parts/part.ts';
import type { Place, World } from '../world.ts';
import { write } from './files.ts';

function moduleOf(world: World): Module | undefined {
  return partsNamed(world.history.parts).find((part) => part.module !== undefined)?.module;
}

/** The two files in which a module of this name may be. */
function filesOf(world: World, place: Place, o: { readonly module: Module; readonly name: string }): readonly [string, string] {
  const path = join(world.root(place), o.module.directory, o.name);
  return [`${path}.rs`, join(path, 'mod.rs')];
}

/** Puts a module where it is asked for; its content goes along. */
export function moveModule(world: World, place: Place, move: MoveOf<'module'>): void {
  const module = moduleOf(world);
  if (module === undefined) return;
  const name = declared(module, readFileSync(join(world.root(place), module.declaredIn), 'utf8'));
  const [file, inside] = filesOf(world, place, { module, name });
  if (move.to === 'gone') {
    for (const path of [file, inside]) rmSync(path, { force: true });
    world.note(`rm -f ${file} ${inside}`);
    return;
  }
  const from = [file, inside].find((path) => existsSync(path));
  const text = from === undefined ? 'pub const VALUE: &str = "value-102";\n' : readFileSync(from, 'utf8');
  mkdirSync(dirname(inside), { recursive: true });
  const to = move.to === 'file' ? file : inside;
  if (from === to) return;
  if (move.to === 'both' || from === undefined) return write(world, to, text, move.time);
  renameSync(from, to);
  world.note(`mkdir -p ${dirname(inside)}; mv ${from} ${to}`);
}

/** Gives a module its other name, where it is declared as well. Its file keeps its time, as with `mv`. */
export function renameModule(world: World, place: Place): void {
  const module = moduleOf(world);
  if (module === undefined) return;
  const declaring = join(world.root(place), module.declaredIn);
  const text = readFileSync(declaring, 'utf8');
  const name = declared(module, text);
  const other = module.names.find((one) => one !== name)!;
  const [from, to] = [filesOf(world, place, { module, name }), filesOf(world, place, { module, name: other })];
  for (const [index, path] of from.entries()) {
    if (!existsSync(path)) continue;
    mkdirSync(dirname(to[index]!), { recursive: true });
    renameSync(path, to[index]!);
    world.note(`mkdir -p ${dirname(to[index]!)}; mv ${path} ${to[index]}`);
  }
  write(world, declaring, text.replaceAll(`mod ${name};`, `mod ${other};`).replaceAll(`${name}::`, `${other}::`), 'now');
}
