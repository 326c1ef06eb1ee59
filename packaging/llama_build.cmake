# Compile libllama's ~100 small model files in batches: most of their cost is the shared headers.
if(PROJECT_IS_TOP_LEVEL)
  cmake_language(DEFER DIRECTORY "${CMAKE_SOURCE_DIR}" CALL set_property TARGET llama PROPERTY UNITY_BUILD ON)
  cmake_language(DEFER DIRECTORY "${CMAKE_SOURCE_DIR}" CALL set_property TARGET llama PROPERTY UNITY_BUILD_BATCH_SIZE 24)
endif()
