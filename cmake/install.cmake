# cmake --install: libraries, headers, and what find_package(wsd) reads.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

get_property(libraries GLOBAL PROPERTY WSD_LIBRARIES)
install(TARGETS ${libraries} EXPORT wsd-targets ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
foreach(library IN LISTS libraries)
  install(DIRECTORY ${library} DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/wsd FILES_MATCHING PATTERN "*.h")
endforeach()

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/wsd)
install(EXPORT wsd-targets NAMESPACE wsd:: DESTINATION ${package_dir})
configure_package_config_file(cmake/wsdConfig.cmake.in ${CMAKE_CURRENT_BINARY_DIR}/wsdConfig.cmake
                              INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file(${CMAKE_CURRENT_BINARY_DIR}/wsdConfigVersion.cmake
                                 COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/wsdConfig.cmake ${CMAKE_CURRENT_BINARY_DIR}/wsdConfigVersion.cmake
        DESTINATION ${package_dir})
