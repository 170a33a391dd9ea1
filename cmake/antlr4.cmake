# ANTLR's C++ runtime (4.9) and its tool (4.7.2; the two agree).
find_path(ANTLR4_INCLUDE antlr4-runtime.h PATH_SUFFIXES antlr4-runtime REQUIRED)
find_library(ANTLR4_LIBRARY antlr4-runtime REQUIRED)
find_program(ANTLR4_TOOL antlr4 REQUIRED)

# Generates a parser from a `parser grammar` (the lexer is our own) when building and adds it to a library: one translation unit, no listener and no
# visitor. The library's own sources include it as `#include "NAME.h"` and find it in namespace greenrule::antlr; no other
# library sees it or ANTLR's headers. Further arguments are files that the grammar reads (`import`, a vocabulary).
function(greenrule_antlr_parser target grammar)
  cmake_path(ABSOLUTE_PATH grammar BASE_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR} NORMALIZE)
  cmake_path(GET grammar STEM name)
  cmake_path(GET grammar PARENT_PATH source_folder)
  set(folder ${CMAKE_BINARY_DIR}/generated/${name})
  add_custom_command(
    OUTPUT ${folder}/${name}.cpp ${folder}/${name}.h
    COMMAND ${ANTLR4_TOOL} -Dlanguage=Cpp -Werror -no-listener -no-visitor -package greenrule::antlr
            -lib ${source_folder} -Xexact-output-dir -o ${folder} ${grammar}
    DEPENDS ${grammar} ${ARGN}
    COMMENT "Generating the parser of ${name}.g4"
    VERBATIM)
  target_sources(${target} PRIVATE ${folder}/${name}.cpp ${folder}/${name}.h)
  set_source_files_properties(${folder}/${name}.cpp PROPERTIES COMPILE_OPTIONS -w)
  target_include_directories(${target} SYSTEM PRIVATE ${folder} ${ANTLR4_INCLUDE})
  target_link_libraries(${target} PRIVATE ${ANTLR4_LIBRARY})
endfunction()
