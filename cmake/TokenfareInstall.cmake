# What `cmake --install` puts where:
#
#   include/tokenfare/{tokenizer,pricing,catalogue,preflight}/   the public headers
#   lib/                   the libraries
#   lib/cmake/tokenfare/   find_package(tokenfare), with the targets
#                          tokenfare::{tokenizer,pricing,catalogue,preflight,tokenfare}
#   lib/pkgconfig/         tokenfare.pc
#   bin/, share/man/       the tokenfare command (cli/CMakeLists.txt)
#
# The result can be moved: no file names the prefix.
include(CMakePackageConfigHelpers)

# Every layer at once.
add_library(tokenfare_all INTERFACE)
add_library(tokenfare::tokenfare ALIAS tokenfare_all)
set(layers tokenfare_preflight tokenfare_tokenizer tokenfare_catalogue tokenfare_pricing)
target_link_libraries(tokenfare_all INTERFACE ${layers})
set_target_properties(tokenfare_all PROPERTIES EXPORT_NAME tokenfare)

set(installed_targets tokenfare_all ${layers})
if(NOT BUILD_SHARED_LIBS)
  # A shared library holds its copy; a static one needs them at the final link.
  list(APPEND installed_targets tokenfare_json tokenfare_support)
endif()
install(TARGETS ${installed_targets} EXPORT tokenfareTargets)

# What stands in folders of a layer is its own.
foreach(layer tokenizer pricing catalogue preflight)
  file(GLOB layer_headers CONFIGURE_DEPENDS ${layer}/*.h)
  install(FILES ${layer_headers} DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}/tokenfare/${layer}")
endforeach()

if(BUILD_SHARED_LIBS)
  # A library finds the others beside it, and the command finds them too.
  set_target_properties(${layers}
    PROPERTIES INSTALL_RPATH "$ORIGIN")
  if(TARGET tokenfare_cli)
    file(RELATIVE_PATH bin_to_lib "/${CMAKE_INSTALL_BINDIR}" "/${CMAKE_INSTALL_LIBDIR}")
    set_target_properties(tokenfare_cli PROPERTIES INSTALL_RPATH "$ORIGIN/${bin_to_lib}")
  endif()
endif()

set(config_dir "${CMAKE_INSTALL_LIBDIR}/cmake/tokenfare")
install(EXPORT tokenfareTargets NAMESPACE tokenfare:: DESTINATION "${config_dir}")
configure_package_config_file(cmake/tokenfareConfig.cmake.in tokenfareConfig.cmake
  INSTALL_DESTINATION "${config_dir}" NO_SET_AND_CHECK_MACRO)
# Before 1.0 a minor version may change the interface.
write_basic_package_version_file(tokenfareConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES
  "${PROJECT_BINARY_DIR}/tokenfareConfig.cmake"
  "${PROJECT_BINARY_DIR}/tokenfareConfigVersion.cmake"
  cmake/TokenfareRe2.cmake
  DESTINATION "${config_dir}")

# tokenfare.pc finds its prefix from where it lies itself. The public headers use
# Abseil's status; the private entries are for static linking.
set(pc_requires "absl_status absl_statusor absl_strings absl_int128")
set(pc_requires_private "")
set(pc_libs_private "")
if(NOT BUILD_SHARED_LIBS)
  set(pc_requires_private "absl_flat_hash_map absl_flat_hash_set re2 simdjson")
  if(TOKENFARE_RE2_ON_ABSEIL)
    string(APPEND pc_requires_private " absl_synchronization")
  endif()
  set(pc_libs_private "-ltokenfare_json -ltokenfare_support -pthread")
endif()
file(RELATIVE_PATH pc_prefix "/${CMAKE_INSTALL_LIBDIR}/pkgconfig" "/")
cmake_path(APPEND pc_prefix_path "\${pcfiledir}" "${pc_prefix}")
configure_file(cmake/tokenfare.pc.in tokenfare.pc @ONLY)
install(FILES "${PROJECT_BINARY_DIR}/tokenfare.pc" DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig")
install(FILES LICENSE THIRD_PARTY_NOTICES.md README.md DESTINATION "${CMAKE_INSTALL_DOCDIR}")
