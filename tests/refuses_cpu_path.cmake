# cmake -DPROGRAM=FILE -DSETTING=PATH -P refuses_cpu_path.cmake
#
# A test program says that this machine cannot run its CPU path, and exits. ctest
# skips it by that message, but not where it aborts.
set(ENV{TOKENFARE_CPU_PATH} "${SETTING}")
execute_process(COMMAND "${PROGRAM}" RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_VARIABLE output)
if(NOT status EQUAL 1)
  message(FATAL_ERROR "exit status ${status}, not 1: ${output}")
endif()
if(NOT output MATCHES "this machine cannot run the CPU path \"${SETTING}\"")
  message(FATAL_ERROR "it does not say which CPU path this machine cannot run: ${output}")
endif()
