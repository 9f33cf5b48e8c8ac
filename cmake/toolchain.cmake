# How every target is compiled: language, warnings, asserts, sanitizers, link-time optimisation.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()

# Asserts state what the code relies on, so they stay on in release: no NDEBUG anywhere.
# Loops stand at borders of their own: otherwise what is compiled in front of them decides whether the
# hottest fit the processor's caches (UTF-8 of 1 KiB: 9 ns or 35, after flags that do not concern it).
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -g1 -falign-functions=64 -falign-loops=32")
set(CMAKE_CXX_FLAGS_DEBUG "-Og -g")
add_compile_definitions(_GLIBCXX_ASSERTIONS)

add_compile_options(-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion
                    -Wnon-virtual-dtor -Woverloaded-virtual)
if(WSD_WERROR)
  add_compile_options(-Werror)
endif()

if(WSD_SANITIZE)
  add_compile_options(-fsanitize=${WSD_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${WSD_SANITIZE})
endif()
if(WSD_FUZZ)
  if(NOT CMAKE_CXX_COMPILER_ID MATCHES "Clang")
    message(FATAL_ERROR "WSD_FUZZ needs clang: libFuzzer is a part of it. Use scripts/fuzz, or CXX=clang++.")
  endif()
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()
if(WSD_COVERAGE)
  add_compile_options(--coverage -fprofile-update=atomic)
  add_link_options(--coverage)
endif()

# Link-time optimisation in release. Archives keep ordinary objects too (fat), so that an installed
# library serves a program built by another compiler.
if(CMAKE_BUILD_TYPE STREQUAL "Release" AND NOT WSD_SANITIZE AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  set(CMAKE_INTERPROCEDURAL_OPTIMIZATION ON)
  add_compile_options(-ffat-lto-objects)
endif()
