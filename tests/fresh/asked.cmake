# Reads the project's CMake files without a compiler, and tells each thing that they look for on the machine:
#   cmake -DROOT=FOLDER -DBUILD=FOLDER [-DWSD_TESTS=OFF …] -P asked.cmake    prints "asks: NAME" for each
# Commands that make something are empty here; those that decide (if, set, option, function) are CMake's own.
# A command that this file does not know ends the run: an unknown command could look for something.
cmake_minimum_required(VERSION 3.22)
set(PROJECT_SOURCE_DIR ${ROOT})
set(PROJECT_BINARY_DIR ${BUILD})
if(CMAKE_CXX_COMPILER MATCHES clang)
  set(CMAKE_CXX_COMPILER_ID Clang)
else()
  set(CMAKE_CXX_COMPILER_ID GNU)
endif()

foreach(command IN ITEMS
    add_compile_definitions add_compile_options add_custom_command add_custom_target add_dependencies add_executable add_library
    add_link_options add_test configure_package_config_file enable_testing file gtest_discover_tests install project set_property
    set_source_files_properties set_target_properties set_tests_properties target_compile_definitions target_compile_features
    target_compile_options target_include_directories target_link_libraries target_link_options target_precompile_headers
    target_sources     write_basic_package_version_file check_pie_supported cmake_minimum_required get_property get_target_property)
  cmake_language(EVAL CODE "macro(${command})\nendmacro()")
endforeach()

function(option name)
  if(NOT DEFINED ${name})
    set(${name} ${ARGV2} PARENT_SCOPE)
  endif()
endfunction()

# CMake's own modules make targets and ask compilers; the project's files are read.
macro(include file)
  if(EXISTS ${CMAKE_CURRENT_SOURCE_DIR}/${file})
    _include(${CMAKE_CURRENT_SOURCE_DIR}/${file})
  endif()
endmacro()

function(add_subdirectory folder)
  if(NOT IS_ABSOLUTE ${folder})
    set(folder ${CMAKE_CURRENT_SOURCE_DIR}/${folder})
  endif()
  set(CMAKE_CURRENT_SOURCE_DIR ${folder})
  set(CMAKE_CURRENT_BINARY_DIR ${BUILD})
  _include(${folder}/CMakeLists.txt)
endfunction()

function(find_package name)
  message(STATUS "asks: ${name}")
endfunction()

function(find_path variable file)
  message(STATUS "asks: ${file}")
  set(${variable} /found PARENT_SCOPE)
endfunction()

add_subdirectory(${ROOT})
