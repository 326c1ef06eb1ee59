# Read by CMake after every project() of the llama.cpp build: leave out what Carrel does not use.
if(PROJECT_IS_TOP_LEVEL)
  # libllama has ~150 small files, and most of their cost is the shared headers: compile them in batches.
  cmake_language(DEFER DIRECTORY "${CMAKE_SOURCE_DIR}" CALL set_property TARGET llama PROPERTY UNITY_BUILD ON)
  cmake_language(DEFER DIRECTORY "${CMAKE_SOURCE_DIR}" CALL set_property TARGET llama PROPERTY UNITY_BUILD_BATCH_SIZE 24)
else()
  # The binding (0.3.36) forces llama.cpp's command-line library on, though it ships nothing of it:
  # a -D option is overwritten, this is not.
  set(LLAMA_BUILD_COMMON OFF CACHE BOOL "Not used" FORCE)
endif()
