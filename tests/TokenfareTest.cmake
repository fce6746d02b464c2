# tokenfare_test(NAME LABEL label TIMEOUT seconds SOURCES file... [LINKS target...])
#
# Builds a GoogleTest program and registers each of its tests with ctest under
# one label, its tier (HACKING.md lists them), and a limit in seconds for each
# single test. What has the label "long" runs with `./dev test --long` only. The
# program runs with the repository as its working directory and finds headers of
# tests as "tests/reference/...".
include(GoogleTest)

function(tokenfare_test name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "LABEL;TIMEOUT" "SOURCES;LINKS")
  if(arg_UNPARSED_ARGUMENTS OR NOT arg_LABEL OR NOT arg_TIMEOUT OR NOT arg_SOURCES)
    message(FATAL_ERROR "tokenfare_test(${name}): see tests/TokenfareTest.cmake for the arguments")
  endif()
  add_executable(${name} ${arg_SOURCES})
  target_include_directories(${name} PRIVATE "${PROJECT_SOURCE_DIR}" "${PROJECT_BINARY_DIR}/include")
  target_link_libraries(${name} PRIVATE ${arg_LINKS} GTest::gtest_main tokenfare_warnings)
  gtest_discover_tests(${name}
    WORKING_DIRECTORY "${PROJECT_SOURCE_DIR}"
    DISCOVERY_TIMEOUT 120
    PROPERTIES LABELS "${arg_LABEL}" TIMEOUT "${arg_TIMEOUT}")
endfunction()
