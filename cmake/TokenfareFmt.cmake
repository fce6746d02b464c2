# tokenfare_fmt: fmt's headers for the product's own sources. What they leave to
# fmt's library is in support/fmt_core.cc, all in a namespace of its own, so
# that a program may also link a libfmt of another version.
add_library(tokenfare_fmt INTERFACE)
target_include_directories(tokenfare_fmt SYSTEM INTERFACE
  "$<TARGET_PROPERTY:fmt::fmt,INTERFACE_INCLUDE_DIRECTORIES>")
target_compile_definitions(tokenfare_fmt INTERFACE
  "$<$<COMPILE_LANGUAGE:CXX>:FMT_BEGIN_NAMESPACE=namespace fmt { inline namespace tokenfare {>"
  "$<$<COMPILE_LANGUAGE:CXX>:FMT_END_NAMESPACE=}}>")
