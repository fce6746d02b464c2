# tokenfare_link_archives() makes the programs of this build carry Abseil and
# re2: their targets then mean libX.a where it lies beside libX.so. The loader
# spends most of a short run of the command on those 35 shared libraries. The
# global property TOKENFARE_LINKS_ARCHIVES says that there were some.
#
# For a build of its own only: other projects link what their own build finds,
# and Debian's archives do not fit shared modules (thread-local storage).
function(tokenfare_link_archives)
  get_directory_property(targets IMPORTED_TARGETS)
  list(FILTER targets INCLUDE REGEX "^(absl|re2)::")
  foreach(target IN LISTS targets)
    get_target_property(type ${target} TYPE)
    if(NOT type STREQUAL "INTERFACE_LIBRARY")
      tokenfare_link_archive(${target})
    endif()
  endforeach()
endfunction()

function(tokenfare_link_archive target)
  get_target_property(configurations ${target} IMPORTED_CONFIGURATIONS)
  set(properties IMPORTED_LOCATION)
  if(configurations)
    list(TRANSFORM configurations PREPEND "IMPORTED_LOCATION_" OUTPUT_VARIABLE by_configuration)
    list(APPEND properties ${by_configuration})
  endif()
  foreach(property IN LISTS properties)
    get_target_property(location ${target} ${property})
    string(REGEX REPLACE "\\.so(\\.[0-9.]+)?$" ".a" archive "${location}")
    if(EXISTS "${archive}")
      set_property(TARGET ${target} PROPERTY ${property} "${archive}")
      set_property(GLOBAL PROPERTY TOKENFARE_LINKS_ARCHIVES ON)
    endif()
  endforeach()
endfunction()
