# usage: cmake -DCOMMAND=FILE -DREADELF=FILE -P carried_libraries.cmake
execute_process(COMMAND "${READELF}" --dynamic "${COMMAND}"
  OUTPUT_VARIABLE dynamic COMMAND_ERROR_IS_FATAL ANY)
if(NOT dynamic MATCHES "NEEDED")
  message(FATAL_ERROR "${COMMAND} names no library: ${dynamic}")
endif()
if(dynamic MATCHES "\\[lib(absl_|re2|fmt)[^]]*\\]")
  message(FATAL_ERROR "${COMMAND} loads ${CMAKE_MATCH_0}; see cmake/TokenfareArchives.cmake")
endif()
