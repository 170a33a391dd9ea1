# DuckDB's C API: one that is installed, else the one that tools/install puts in .deps/duckdb.
find_path(DUCKDB_INCLUDE duckdb.h HINTS ${CMAKE_SOURCE_DIR}/.deps/duckdb REQUIRED)
find_library(DUCKDB_LIBRARY duckdb HINTS ${CMAKE_SOURCE_DIR}/.deps/duckdb REQUIRED)
add_library(duckdb SHARED IMPORTED)
set_target_properties(duckdb PROPERTIES IMPORTED_LOCATION ${DUCKDB_LIBRARY} IMPORTED_NO_SONAME ON
                      INTERFACE_INCLUDE_DIRECTORIES ${DUCKDB_INCLUDE})
