# Compiler settings that every target shares, and helpers to declare targets.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE Release)
endif()
include(GNUInstallDirs)

# Sources include headers as "tokenfare/tokenizer/encoding.h", the path under
# which they are installed. In the tree this link makes the same path work.
file(MAKE_DIRECTORY "${PROJECT_BINARY_DIR}/include")
file(CREATE_LINK "${PROJECT_SOURCE_DIR}" "${PROJECT_BINARY_DIR}/include/tokenfare" SYMBOLIC)

# How many sources are compiled as one where CMAKE_UNITY_BUILD is on, as in most
# presets (HACKING.md): headers are most of what there is to compile.
if(NOT CMAKE_UNITY_BUILD_BATCH_SIZE)
  set(CMAKE_UNITY_BUILD_BATCH_SIZE 16)
endif()

add_library(tokenfare_warnings INTERFACE)
target_compile_options(tokenfare_warnings INTERFACE -Wall -Wextra)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # gcc 12 warns falsely of "literal" + std::string (its bug 105651).
  target_compile_options(tokenfare_warnings INTERFACE "$<$<COMPILE_LANGUAGE:CXX>:-Wno-restrict>")
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  # libstdc++ 12's own std::stable_sort uses what C++17 deprecates, and clang from
  # 15 on says so where it is instantiated.
  target_compile_options(tokenfare_warnings INTERFACE
    "$<$<COMPILE_LANGUAGE:CXX>:-Wno-deprecated-declarations>")
endif()
# Errors for the compilers that the warnings are clean with; others may warn of
# what these do not, falsely or not, and still build.
set(known_compilers "GNU 12|GNU 14|Clang 14|Clang 19")
string(REGEX MATCH "^[0-9]+" compiler_major "${CMAKE_CXX_COMPILER_VERSION}")
if(TOKENFARE_WARNINGS_AS_ERRORS AND
   "${CMAKE_CXX_COMPILER_ID} ${compiler_major}" MATCHES "^(${known_compilers})$")
  target_compile_options(tokenfare_warnings INTERFACE -Werror)
endif()

# What a shared library exports is in the public headers, whose namespace is marked
# visible: [[gnu::visibility("default")]]. (What they only declare of
# tokenfare::internal stands outside of it.) The rest may change without a new
# SOVERSION. Objects of a static build are the same, so that they can be reused.
# Tests look inside, and inside of a shared library they could not.
if(NOT (BUILD_SHARED_LIBS AND TOKENFARE_BUILD_TESTS))
  set(CMAKE_CXX_VISIBILITY_PRESET hidden)
  set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)
endif()

# tokenfare_library(NAME SOURCES... ) declares one layer of the product. All
# layers have the same include path, so a use of a higher layer by a lower one
# fails at link time, which --no-undefined reports for shared builds too.
function(tokenfare_library name)
  add_library(tokenfare_${name} ${ARGN})
  add_library(tokenfare::${name} ALIAS tokenfare_${name})
  target_include_directories(tokenfare_${name} PUBLIC
    "$<BUILD_INTERFACE:${PROJECT_BINARY_DIR}/include>"
    "$<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>")
  target_compile_features(tokenfare_${name} PUBLIC cxx_std_20)
  target_link_libraries(tokenfare_${name} PRIVATE "$<BUILD_INTERFACE:tokenfare_warnings>")
  # So that a program can leave out the functions that it does not need.
  target_compile_options(tokenfare_${name} PRIVATE -ffunction-sections -fdata-sections)
  target_link_options(tokenfare_${name} PRIVATE "$<$<PLATFORM_ID:Linux>:-Wl,--no-undefined>")
  set_target_properties(tokenfare_${name} PROPERTIES
    EXPORT_NAME ${name} VERSION ${PROJECT_VERSION}
    # Before 1.0 a minor version may change the interface.
    SOVERSION ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR})
endfunction()

# tokenfare_room(LAYER ROOM [JOINED] [SOURCES source...] [USES room...] [LINKS library...])
# declares a folder of a layer as an object library of its own, or, where it has
# headers only, as an interface: what it USES, of the layer's rooms, and LINKS, of the
# layers below, are its arrows. The compiler does not hold a source to them, since all
# have the same include path; tests/layers does. Any room may use Abseil and fmt.
# The sources of a JOINED room are compiled with the layer's, by what that links, once
# tokenfare_join_rooms(LAYER) is called: a compiler that sees sixteen sources as one
# inlines between rooms.
function(tokenfare_room layer room)
  cmake_parse_arguments(PARSE_ARGV 2 room "JOINED" "" "SOURCES;USES;LINKS")
  if(room_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "tokenfare_room(${layer} ${room}): ${room_UNPARSED_ARGUMENTS}")
  endif()
  string(REPLACE "/" "_" target "tokenfare_${layer}_${room}")
  list(TRANSFORM room_USES REPLACE "/" "_")
  list(TRANSFORM room_USES PREPEND "tokenfare_${layer}_")
  if(room_JOINED OR NOT room_SOURCES)
    add_library(${target} INTERFACE)
    target_link_libraries(${target} INTERFACE ${room_USES} ${room_LINKS})
    foreach(source IN LISTS room_SOURCES)
      set_property(GLOBAL APPEND PROPERTY tokenfare_${layer}_joined
        "${source}@${CMAKE_CURRENT_SOURCE_DIR}/${source}")
    endforeach()
    return()
  endif()
  add_library(${target} OBJECT ${room_SOURCES})
  target_include_directories(${target} PUBLIC "${PROJECT_BINARY_DIR}/include")
  target_compile_features(${target} PUBLIC cxx_std_20)
  target_compile_options(${target} PRIVATE -ffunction-sections -fdata-sections)
  target_link_libraries(${target} PRIVATE ${room_USES} ${room_LINKS}
    absl::cord absl::flat_hash_map absl::flat_hash_set absl::hash absl::inlined_vector
    absl::status absl::statusor absl::strings tokenfare_fmt tokenfare_warnings)
  target_sources(tokenfare_${layer} PRIVATE "$<TARGET_OBJECTS:${target}>")
endfunction()

# By name, whatever their rooms.
function(tokenfare_join_rooms layer)
  get_property(sources GLOBAL PROPERTY tokenfare_${layer}_joined)
  list(SORT sources)
  list(TRANSFORM sources REPLACE "^[^@]*@" "")
  target_sources(tokenfare_${layer} PRIVATE ${sources})
endfunction()
