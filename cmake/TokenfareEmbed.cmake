# tokenfare_embed(TARGET SYMBOL FILE) puts FILE into TARGET's read-only data,
# used in place. In C++:
#
#   extern "C" const unsigned char SYMBOL[];
#   extern "C" const unsigned char SYMBOL_end[];
function(tokenfare_embed target symbol file)
  set(source "${CMAKE_CURRENT_BINARY_DIR}/embed_${symbol}.S")
  if(APPLE)
    set(prefix "_")
    set(section ".const_data")
    set(note "")
    set(hidden ".private_extern")
  else()
    set(prefix "")
    set(hidden ".hidden")
    set(section ".section .rodata.${symbol},\"a\"")
    set(note ".section .note.GNU-stack,\"\",%progbits")
  endif()
  # Aligned to a page, so that tables inside can be aligned to cache lines.
  file(CONFIGURE OUTPUT "${source}" CONTENT [[
${section}
.balign 4096
.globl ${prefix}${symbol}
${hidden} ${prefix}${symbol}
${prefix}${symbol}:
.incbin "${file}"
.globl ${prefix}${symbol}_end
${hidden} ${prefix}${symbol}_end
${prefix}${symbol}_end:
.byte 0
${note}
]])
  set_source_files_properties("${source}" TARGET_DIRECTORY ${target}
    PROPERTIES OBJECT_DEPENDS "${file}" GENERATED TRUE)
  target_sources(${target} PRIVATE "${source}")
endfunction()
