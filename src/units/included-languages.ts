/**
 * Languages whose files include or import others without the build script that compiles them naming those: C and its
 * kin, assembly, linker scripts, shaders, grammars, interface definitions.
 */
const SOURCES =
  /\.(?:c|cc|cpp|cxx|c\+\+|h|hh|hpp|hxx|h\+\+|inc|inl|ipp|tpp|m|mm|cu|cuh|swift|s|asm|nasm|ld|lds|x|ver|proto|fbs|capnp|thrift|idl|wit|wat|slint|glsl|hlsl|wgsl|vert|frag|comp|geom|tesc|tese|metal|cl|y|yy|l|ll|lex|lalrpop|pest|g4|td|zig)$/i;
/** What builds and generates them, and has parts beside it. */
const TOOLS = /\.(?:py|go|mk|cmake|am|ac|in|def|map)$|(?:^|\/)(?:CMakeLists\.txt|[Mm]akefile|GNUmakefile|meson\.build|configure)$/i;

/** Whether what a build script runs may read this file because another one includes it. */
export function mayBeIncluded(path: string): boolean {
  return SOURCES.test(path) || TOOLS.test(path);
}

/**
 * Whether a file tells that its directory holds sources which a build script compiles, so that what is gone from there may
 * have been one. A makefile at the top of a package does not: what comes and goes beside it is everybody's.
 */
export function standsAmongSources(path: string): boolean {
  return SOURCES.test(path);
}
