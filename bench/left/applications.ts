/** A real application, and how its people build it. Where cargo-share is tried on a clone of this name, these commands are run. */
export interface Application {
  readonly kind: string;
  /** Of its cargo workspace, relative to the repository; undefined: the repository's own. */
  readonly directory?: string;
  /** Cargo commands, in order, in the main worktree and then in a fresh one. */
  readonly commands: readonly (readonly string[])[];
}

const DAEMON = ['-p', 'atuin-daemon', '-p', 'atuin-server-sqlite'];
const PHONE = ['-p', 'pika_core', '-p', 'uniffi-bindgen', '-p', 'rmp-cli'];

/** By the name of the clone's directory. */
export const APPLICATIONS: Readonly<Record<string, Application>> = {
  pika: {
    kind: 'a phone application: `cdylib`, `staticlib` and `rlib`, uniffi, migrations',
    commands: [['build', ...PHONE]],
  },
  atuin: { kind: 'sqlx with migrations, tonic, `-p`', commands: [['check', ...DAEMON]] },
  vaultwarden: { kind: 'diesel with migrations; its script reads git', commands: [['build', '--features', 'sqlite']] },
  hk: { kind: 'a command-line tool with generated code', commands: [['build'], ['test', '--no-run']] },
  tiktoken: { kind: 'pyo3', commands: [['build', '--features', 'python'], ['check', '--features', 'python']] },
  napi: { kind: 'napi-rs', commands: [['build'], ['check'], ['test', '--no-run']] },
  redlib: { kind: 'templates read by a macro (askama), a script that reads git', commands: [['build'], ['test', '--no-run']] },
  minijinja: { kind: 'tests with insta', commands: [['test', '--no-run', '-p', 'minijinja']] },
  vendored: { kind: 'zoxide with vendored dependencies', commands: [['build'], ['check'], ['test', '--no-run']] },
  leptos: {
    kind: 'a web application: wasm and a server',
    commands: [
      ['build', '-p', 'frontend', '--target', 'wasm32-unknown-unknown'],
      ['build', '-p', 'server'],
    ],
  },
  tauri: { kind: 'a Tauri 2 application: `cdylib`, `staticlib` and `rlib`', directory: 'src-tauri', commands: [['build'], ['test', '--no-run']] },
  embassy: { kind: 'embassy, thumbv7em', commands: [['build', '--target', 'thumbv7em-none-eabi']] },
};

/** Of any other repository. */
export const ANY: Application = {
  kind: 'a command-line tool or library',
  commands: [['build'], ['test', '--no-run']],
};
