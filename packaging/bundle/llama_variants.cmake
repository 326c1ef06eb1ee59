# Read by CMake after every project() of the bundle's llama.cpp.
# One file a library: with versioned names the binding and libllama would load two copies of the
# registry of backends, and the one that libllama asks would be empty.
set(CMAKE_PLATFORM_NO_VERSIONED_SONAME ON)
if(PROJECT_IS_TOP_LEVEL)
  # Larger batches than its own of 16: the shared headers are what takes the time.
  cmake_language(DEFER DIRECTORY "${CMAKE_SOURCE_DIR}" CALL set_property TARGET llama PROPERTY UNITY_BUILD_BATCH_SIZE 24)
endif()
