# libFuzzer targets, built by clang with the sanitizers on: tests/fuzz holds them, `make fuzz` runs each for a minute.
option(GREENRULE_FUZZ "Build the libFuzzer targets (needs clang)" OFF)
if(GREENRULE_FUZZ)
  if(NOT CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    message(FATAL_ERROR "GREENRULE_FUZZ needs clang: -DCMAKE_CXX_COMPILER=clang++-19 (tools/install fuzz installs it)")
  endif()
  set(GREENRULE_SANITIZE ON)
  set(GREENRULE_TESTS ON)
  add_compile_options(-fsanitize=fuzzer-no-link)
  add_custom_target(fuzz_targets)
endif()

# A program that feeds one parser with random bytes: NAME.cpp defines LLVMFuzzerTestOneInput; the further arguments are
# the libraries that it tests. Without GREENRULE_FUZZ there is no such target.
function(greenrule_fuzz_target name)
  if(GREENRULE_FUZZ)
    add_executable(${name} ${name}.cpp)
    target_link_libraries(${name} PRIVATE ${ARGN})
    target_link_options(${name} PRIVATE -fsanitize=fuzzer)
    set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/fuzz)
    add_dependencies(fuzz_targets ${name})
  endif()
endfunction()
