# What makes a fault of ours harder to use: addresses nobody knows beforehand, a table of functions that
# cannot be written, stacks and buffers that are checked. tests/hardening/check reads it off the binary;
# docs/reliability.md tells what it costs. Assertions stay on in every build (toolchain.cmake).
option(WSD_HARDENING "position-independent, RELRO, stack protector, fortified C library calls" ON)

if(WSD_HARDENING)
  include(CheckPIESupported)
  check_pie_supported(LANGUAGES CXX)
  add_compile_options(-fstack-protector-strong -fstack-clash-protection)
  if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
    add_compile_options(-fcf-protection)
  endif()
  # Sanitizers have checks of their own in the same calls, and coverage counts lines.
  if(NOT WSD_SANITIZE)
    add_compile_options(-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2)
  endif()
  add_link_options(-Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack)
endif()
