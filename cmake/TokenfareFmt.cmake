# tokenfare_fmt: fmt's headers for the product's own sources. What they leave to
# fmt's library is in support/fmt_core.cc, all in a namespace of its own, so
# that a program may also link a libfmt of another version.
#
# That file is written for fmt 9 and 10 (Debian 12 and 13). Any other fmt is used
# header-only, which is slower to compile.
add_library(tokenfare_fmt INTERFACE)
if(fmt_VERSION VERSION_GREATER_EQUAL 9 AND fmt_VERSION VERSION_LESS 11)
  set(TOKENFARE_FMT_CORE fmt_core.cc)
  target_include_directories(tokenfare_fmt SYSTEM INTERFACE
    "$<TARGET_PROPERTY:fmt::fmt,INTERFACE_INCLUDE_DIRECTORIES>")
else()
  set(TOKENFARE_FMT_CORE)
  target_compile_definitions(tokenfare_fmt INTERFACE FMT_HEADER_ONLY=1)
  target_include_directories(tokenfare_fmt SYSTEM INTERFACE
    "$<TARGET_PROPERTY:fmt::fmt-header-only,INTERFACE_INCLUDE_DIRECTORIES>")
endif()
target_compile_definitions(tokenfare_fmt INTERFACE
  "$<$<COMPILE_LANGUAGE:CXX>:FMT_BEGIN_NAMESPACE=namespace fmt { inline namespace tokenfare {>"
  "$<$<COMPILE_LANGUAGE:CXX>:FMT_END_NAMESPACE=}}>")
