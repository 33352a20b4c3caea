/**
 * Languages whose files include or import others without the build script that compiles them naming those: C and its
 * kin, assembly, linker scripts, shaders, grammars, interface definitions, make and cmake.
 */
const EXTENSIONS =
  /\.(?:c|cc|cpp|cxx|c\+\+|h|hh|hpp|hxx|h\+\+|inc|inl|ipp|tpp|def|m|mm|cu|cuh|swift|s|asm|nasm|ld|lds|x|ver|map|proto|fbs|capnp|thrift|idl|wit|wat|wasm|slint|glsl|hlsl|wgsl|vert|frag|comp|geom|tesc|tese|metal|cl|y|yy|l|ll|lex|lalrpop|pest|g4|td|zig|go|py|mk|cmake|am|ac|in)$/i;
const NAMES = /(?:^|\/)(?:CMakeLists\.txt|[Mm]akefile|GNUmakefile|meson\.build|configure)$/;

/** Whether what a build script runs may read this file because another one includes it. */
export function mayBeIncluded(path: string): boolean {
  return EXTENSIONS.test(path) || NAMES.test(path);
}
