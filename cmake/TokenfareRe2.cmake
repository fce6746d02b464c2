# Gives re2::re2, by re2's CMake package or, as Debian has none, by its files.
# Installed too (tokenfareConfig.cmake). Not by pkg-config, which walks the
# modules of Abseil that newer re2.pc names over and over: 45 s on Debian 13.
# Requires the targets of Abseil. Sets TOKENFARE_RE2_ON_ABSEIL.
if(NOT TARGET re2::re2)
  find_package(re2 QUIET CONFIG)
endif()
if(NOT TARGET re2::re2)
  find_path(TOKENFARE_RE2_INCLUDE_DIR re2/re2.h)
  find_library(TOKENFARE_RE2_LIBRARY re2)
  mark_as_advanced(TOKENFARE_RE2_INCLUDE_DIR TOKENFARE_RE2_LIBRARY)
endif()
if(NOT TARGET re2::re2 AND TOKENFARE_RE2_INCLUDE_DIR AND TOKENFARE_RE2_LIBRARY)
  add_library(re2::re2 UNKNOWN IMPORTED)
  set_target_properties(re2::re2 PROPERTIES
    IMPORTED_LOCATION "${TOKENFARE_RE2_LIBRARY}"
    INTERFACE_INCLUDE_DIRECTORIES "${TOKENFARE_RE2_INCLUDE_DIR}")
  # From 2023 on re2 stands on Abseil; so its archive needs these (re2.pc).
  file(STRINGS "${TOKENFARE_RE2_INCLUDE_DIR}/re2/re2.h" re2_on_abseil
       REGEX "include \"absl/" LIMIT_COUNT 1)
  if(re2_on_abseil)
    set_target_properties(re2::re2 PROPERTIES INTERFACE_LINK_LIBRARIES
      "absl::absl_check;absl::absl_log;absl::base;absl::core_headers;absl::fixed_array;absl::flat_hash_map;absl::flat_hash_set;absl::hash;absl::inlined_vector;absl::optional;absl::span;absl::str_format;absl::strings;absl::synchronization")
  endif()
endif()

# Whether it stands on Abseil.
set(TOKENFARE_RE2_ON_ABSEIL OFF)
if(TARGET re2::re2)
  get_target_property(re2_links re2::re2 INTERFACE_LINK_LIBRARIES)
  if(re2_links MATCHES "absl::synchronization")
    set(TOKENFARE_RE2_ON_ABSEIL ON)
  endif()
endif()
