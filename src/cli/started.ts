/** What `main.ts` starts, each for its own first argument, the hooks apart: one file of the package. */
export { runCargo } from './run-cargo.ts';
export { runComplete } from './run-complete.ts';
export { runProgram } from './program.ts';
