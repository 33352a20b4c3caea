import { app, bothWays, committed, type MatrixEntry } from '../entry.ts';

const PROTO = 'syntax = "proto3";\npackage shop;\nimport "part.proto";\nmessage Item { Part part = 1; }\n';
const PART = 'syntax = "proto3";\npackage shop;\nmessage Part { string name = 1; }\n';
const LONGER = 'syntax = "proto3";\npackage shop;\nmessage Part { string name = 1; int32 size = 2; }\n';
const SCHEMA = '{"title":"Item","type":"object","properties":{"name":{"type":"string"}}}';
const WIDER = '{"title":"Item","type":"object","properties":{"name":{"type":"string"},"size":{"type":"integer"}}}';

/** Crates that make Rust of a description in another language. */
export const GENERATORS: readonly MatrixEntry[] = [
  {
    crate: 'prost-build',
    runs: 'build script',
    files: app({
      uses: 'prost = "0.14"',
      builds: 'prost-build = "=0.14.6"\nprotox = "=0.10.0"',
      script: 'fn main() { prost_build::Config::new().compile_fds(protox::compile(["proto/shop.proto"], ["proto"]).unwrap()).unwrap(); }',
      main: `
mod shop { include!(concat!(env!("OUT_DIR"), "/shop.rs")); }
fn main() { println!("{:?}", shop::Item::default()); println!("{:?}", shop::Part::default()); }`,
      files: { 'proto/shop.proto': PROTO, 'proto/part.proto': PART },
    }),
    changes: bothWays('a file that the named one imports', { 'proto/part.proto': LONGER }),
  },
  {
    crate: 'protobuf-codegen',
    runs: 'build script',
    files: app({
      uses: 'protobuf = "=3.7.2"',
      builds: 'protobuf-codegen = "=3.7.2"',
      script: 'fn main() { protobuf_codegen::Codegen::new().pure().include("proto").input("proto/shop.proto").input("proto/part.proto").cargo_out_dir("made").run_from_script(); }',
      main: `
mod made { include!(concat!(env!("OUT_DIR"), "/made/mod.rs")); }
fn main() { println!("{:?}", protobuf::Message::compute_size(&made::shop::Item::new())); println!("{:?}", <made::part::Part as protobuf::MessageFull>::descriptor().fields().map(|field| field.name().to_string()).collect::<Vec<_>>()); }`,
      files: { 'proto/shop.proto': PROTO, 'proto/part.proto': PART },
    }),
    changes: bothWays('a file that the named one imports', { 'proto/part.proto': LONGER }),
  },
  {
    crate: 'typify',
    runs: 'macro',
    files: app({
      uses: 'typify = "=0.8.0"\nserde = { version = "1", features = ["derive"] }\nserde_json = "1"',
      main: `
typify::import_types!(schema = "schema.json");
fn main() { println!("{:?}", serde_json::from_str::<Item>(r#"{"name":"a","size":3}"#).unwrap()); }`,
      files: { 'schema.json': SCHEMA },
    }),
    changes: bothWays('the schema', { 'schema.json': WIDER }),
  },
  {
    crate: 'graphql_client',
    runs: 'macro',
    files: app({
      uses: 'graphql_client = "=0.16.0"\nserde = { version = "1", features = ["derive"] }',
      main: `
use graphql_client::GraphQLQuery;
#[derive(GraphQLQuery)]
#[graphql(schema_path = "api/schema.graphql", query_path = "api/query.graphql", response_derives = "Debug")]
struct One;
fn main() { println!("{:?}", One::build_query(one::Variables {}).query); }`,
      files: { 'api/schema.graphql': 'type Query { name: String size: Int }\nschema { query: Query }\n', 'api/query.graphql': 'query One { name }\n' },
    }),
    changes: bothWays('the query', { 'api/query.graphql': 'query One { name size }\n' }),
  },
  {
    crate: 'uniffi',
    runs: 'macro and build script',
    files: app({
      uses: 'uniffi = "=0.32.2"',
      builds: 'uniffi = { version = "=0.32.2", features = ["build"] }',
      script: 'fn main() { uniffi::generate_scaffolding("src/api.udl").unwrap(); }',
      main: `
uniffi::include_scaffolding!("api");
fn size() -> i32 { 3 }
fn main() { println!("{} {:?}", size(), std::str::from_utf8(include_bytes!(concat!(env!("OUT_DIR"), "/api.uniffi.rs"))).unwrap().contains("is the size")); }`,
      files: { 'src/api.udl': 'namespace api { i32 size(); };\n', 'uniffi.toml': '' },
    }),
    changes: bothWays('the interface', { 'src/api.udl': 'namespace api {\n  /// is the size\n  i32 size();\n};\n' }),
  },
  {
    crate: 'peg',
    runs: 'macro',
    files: app({
      uses: 'peg = "=0.8.6"',
      main: `
peg::parser! { grammar words() for str { pub rule word() = "one" } }
fn main() { println!("{:?}", words::word("one")); }`,
    }),
    changes: [],
  },
  {
    crate: 'grass',
    runs: 'macro',
    files: app({
      uses: 'grass = { version = "=0.13.4", default-features = false, features = ["macro"] }',
      main: 'fn main() { println!("{}", grass::include!("styles/main.scss")); }',
      files: { 'styles/main.scss': '@import "part";\na { color: $color; }\n', 'styles/_part.scss': '$color: red;\n' },
    }),
    changes: [...bothWays('a file that the named one imports', { 'styles/_part.scss': '$color: blue;\n' }), committed('the named file', { 'styles/main.scss': '@import "part";\nb { color: $color; }\n' })],
  },
];
