# Precompiled headers: the few outside headers that cost a second or more in every file. `make` turns them on; a build
# without them (the sanitizers' is one) shows a file that forgot an include of its own.
option(GREENRULE_PRECOMPILE "Precompile the heavy outside headers" OFF)

function(greenrule_precompiled_headers name)
  file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/generated/${name}.cpp CONTENT "")
  add_library(${name} OBJECT ${CMAKE_BINARY_DIR}/generated/${name}.cpp)
  target_link_libraries(${name} PRIVATE greenrule_options)
  target_precompile_headers(
    ${name} PRIVATE <boost/multiprecision/cpp_int.hpp> <spdlog/spdlog.h> <algorithm> <filesystem> <functional> <map>
                    <memory> <optional> <span> <string> <string_view> <unordered_map> <variant> <vector> ${ARGN})
endfunction()

function(greenrule_precompile folder)
  get_property(folders DIRECTORY ${folder} PROPERTY SUBDIRECTORIES)
  foreach(below ${folders})
    greenrule_precompile(${below})
  endforeach()
  get_property(targets DIRECTORY ${folder} PROPERTY BUILDSYSTEM_TARGETS)
  foreach(target ${targets})
    get_target_property(type ${target} TYPE)
    if(type STREQUAL "STATIC_LIBRARY")
      target_precompile_headers(${target} REUSE_FROM greenrule_precompiled)
    elseif(type STREQUAL "EXECUTABLE")
      get_target_property(libraries ${target} LINK_LIBRARIES)
      if(libraries MATCHES GTest)
        target_precompile_headers(${target} REUSE_FROM greenrule_precompiled_for_tests)
      endif()
    endif()
  endforeach()
endfunction()

# Called when all targets are known. Libraries are compiled to stand at any address (PIC) and programs not quite (PIE):
# GCC refuses headers that were compiled the other way, so there is one of each.
function(greenrule_precompile_all)
  if(NOT GREENRULE_PRECOMPILE)
    return()
  endif()
  greenrule_precompiled_headers(greenrule_precompiled)
  greenrule_precompile(${CMAKE_SOURCE_DIR}/runtime)
  greenrule_precompile(${CMAKE_SOURCE_DIR}/compiler)
  if(GREENRULE_TESTS)
    greenrule_precompiled_headers(greenrule_precompiled_for_tests <gtest/gtest.h>)
    set_target_properties(greenrule_precompiled_for_tests PROPERTIES POSITION_INDEPENDENT_CODE OFF)
    target_compile_options(greenrule_precompiled_for_tests PRIVATE -fPIE)
    target_compile_definitions(greenrule_precompiled_for_tests PRIVATE GTEST_HAS_PTHREAD=1) # as GTest's package does
    greenrule_precompile(${CMAKE_SOURCE_DIR}/tests)
  endif()
endfunction()
