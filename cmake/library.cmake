# wsd_library(NAME SOURCES... [PUBLIC targets] [PRIVATE targets]): a folder's library. Folder,
# namespace, target and include prefix carry one name: rfc6455/decoder.h is rfc6455::Decoder in
# target rfc6455, installed as wsd::rfc6455.
function(wsd_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
  add_library(${name} STATIC ${ARG_SOURCES})
  add_library(wsd::${name} ALIAS ${name})
  target_include_directories(${name} PUBLIC $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}>
                                            $<INSTALL_INTERFACE:include/wsd>)
  target_compile_features(${name} PUBLIC cxx_std_20)
  target_link_libraries(${name} PUBLIC ${ARG_PUBLIC} PRIVATE ${ARG_PRIVATE})
  set_property(GLOBAL APPEND PROPERTY WSD_LIBRARIES ${name})
endfunction()
