import { app, bothWays, committed, type MatrixEntry } from '../entry.ts';

const second = (path: string): MatrixEntry['changes'] => bothWays('a new migration', { [path]: 'CREATE TABLE b (x INTEGER);\n' });

/** Crates that take a folder of migrations into the program. */
export const MIGRATIONS: readonly MatrixEntry[] = [
  {
    crate: 'diesel_migrations',
    runs: 'macro',
    files: app({
      uses: 'diesel_migrations = "=2.3.2"\ndiesel = { version = "2.3", default-features = false, features = ["postgres_backend"] }',
      main: `
use diesel::migration::{Migration, MigrationSource};
use diesel_migrations::{embed_migrations, EmbeddedMigrations};
const ALL: EmbeddedMigrations = embed_migrations!("migrations");
fn main() {
    let migrations: Vec<Box<dyn Migration<diesel::pg::Pg>>> = ALL.migrations().unwrap();
    for migration in migrations { println!("{} {}", migration.name(), migration.metadata().run_in_transaction()); }
}`,
      files: { 'migrations/1_first/up.sql': 'CREATE TABLE a (x INTEGER);\n', 'migrations/1_first/down.sql': 'DROP TABLE a;\n' },
    }),
    changes: [
      ...second('migrations/2_second/up.sql'),
      committed('metadata that appear', { 'migrations/1_first/metadata.toml': 'run_in_transaction = false\n' }),
    ],
  },
  {
    crate: 'refinery',
    runs: 'macro',
    files: app({
      uses: 'refinery = { version = "=0.10.0", default-features = false }',
      main: `
mod embedded { refinery::embed_migrations!("migrations"); }
fn main() {
    for migration in embedded::migrations::runner().get_migrations() { println!("{migration} {:?}", migration.sql()); }
}`,
      files: { 'migrations/V1__first.sql': 'CREATE TABLE a (x INTEGER);\n' },
    }),
    changes: [...second('migrations/V2__second.sql'), committed('a migration', { 'migrations/V1__first.sql': 'CREATE TABLE c (x INTEGER);\n' })],
  },
  {
    crate: 'sqlx',
    runs: 'macro',
    files: app({
      uses: 'sqlx = { version = "=0.9.0", default-features = false, features = ["macros", "migrate"] }',
      main: `
fn main() {
    for migration in sqlx::migrate!("./migrations").iter() { println!("{} {} {:?}", migration.version, migration.description, migration.sql); }
}`,
      files: { 'migrations/1_first.sql': 'CREATE TABLE a (x INTEGER);\n' },
    }),
    changes: [
      ...second('migrations/2_second.sql'),
      committed('a migration', { 'migrations/1_first.sql': 'CREATE TABLE c (x INTEGER);\n' }),
      committed('a migration that is gone', { 'migrations/1_first.sql': null, 'migrations/3_third.sql': 'CREATE TABLE d (x INTEGER);\n' }),
    ],
  },
];
