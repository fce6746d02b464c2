# tokenfare_test(NAME LABEL label TIMEOUT seconds SOURCES file... [LINKS target...]
#                [EACH_CPU_PATH])
#
# Builds a GoogleTest program and registers each of its tests with ctest under
# one label, its tier (HACKING.md lists them), and a limit in seconds for each
# single test. What has the label "long" runs with `./dev test --long` only. The
# program runs with the repository as its working directory and finds headers of
# tests as "tests/reference/...".
#
# EACH_CPU_PATH: all of it runs again as NAME.PATH with TOKENFARE_CPU_PATH=PATH,
# once for each path that there is code for; `-L cpu_path` selects these. A path
# that the machine cannot run is skipped, which ctest says. NAME.refused_path
# shows that NAME exits as it must to be skipped, with a path of other machines.
include(GoogleTest)

if(CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|AMD64)$")
  set(TOKENFARE_CPU_PATHS avx512 avx2 portable)
  set(foreign_path neon)
elseif(CMAKE_SYSTEM_PROCESSOR MATCHES "^(aarch64|arm64)$")
  set(TOKENFARE_CPU_PATHS neon portable)
  set(foreign_path avx2)
else()
  set(TOKENFARE_CPU_PATHS portable)
  set(foreign_path avx2)
endif()

# Registers the whole test program NAME once more, with TOKENFARE_CPU_PATH=SETTING.
function(tokenfare_test_with_cpu_path name setting labels)
  add_test(NAME "${name}.${setting}" COMMAND ${name} WORKING_DIRECTORY "${PROJECT_SOURCE_DIR}")
  set_tests_properties("${name}.${setting}" PROPERTIES
    LABELS "${labels}" TIMEOUT 600 ENVIRONMENT "TOKENFARE_CPU_PATH=${setting}")
endfunction()

function(tokenfare_test name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "EACH_CPU_PATH" "LABEL;TIMEOUT" "SOURCES;LINKS")
  if(arg_UNPARSED_ARGUMENTS OR NOT arg_LABEL OR NOT arg_TIMEOUT OR NOT arg_SOURCES)
    message(FATAL_ERROR "tokenfare_test(${name}): see tests/TokenfareTest.cmake for the arguments")
  endif()
  add_executable(${name} ${arg_SOURCES})
  target_include_directories(${name} PRIVATE "${PROJECT_SOURCE_DIR}" "${PROJECT_BINARY_DIR}/include")
  target_link_libraries(${name} PRIVATE ${arg_LINKS} GTest::gtest_main tokenfare_warnings)
  if(arg_LABEL STREQUAL "unit")
    # It takes longer to compile these than to run them.
    target_compile_options(${name} PRIVATE "$<$<CONFIG:Release>:-O1>")
  endif()
  gtest_discover_tests(${name}
    WORKING_DIRECTORY "${PROJECT_SOURCE_DIR}"
    DISCOVERY_TIMEOUT 120
    PROPERTIES LABELS "${arg_LABEL}" TIMEOUT "${arg_TIMEOUT}")
  if(arg_EACH_CPU_PATH)
    foreach(path IN LISTS TOKENFARE_CPU_PATHS)
      tokenfare_test_with_cpu_path(${name} ${path} "${arg_LABEL};cpu_path")
      set_tests_properties(${name}.${path} PROPERTIES
        SKIP_REGULAR_EXPRESSION "this machine cannot run the CPU path \"${path}\"")
    endforeach()
    if(NOT CMAKE_CROSSCOMPILING)
      add_test(NAME ${name}.refused_path
        COMMAND "${CMAKE_COMMAND}" "-DPROGRAM=$<TARGET_FILE:${name}>" "-DSETTING=${foreign_path}"
                -P "${PROJECT_SOURCE_DIR}/tests/refuses_cpu_path.cmake"
        WORKING_DIRECTORY "${PROJECT_SOURCE_DIR}")
      set_tests_properties(${name}.refused_path PROPERTIES LABELS "${arg_LABEL}" TIMEOUT 60)
    endif()
  endif()
endfunction()
