# Read by CMake after every project() of the llama.cpp build, to halve what is compiled:
# 216 instead of 447 seconds of processor time, with the same libraries at the end.
if(PROJECT_IS_TOP_LEVEL)
  # libllama's ~120 model files spend most of their time on shared headers: larger batches than its own of 16.
  cmake_language(DEFER DIRECTORY "${CMAKE_SOURCE_DIR}" CALL set_property TARGET llama PROPERTY UNITY_BUILD_BATCH_SIZE 24)
else()
  # The binding (0.3.36) forces the library of llama.cpp's command-line tools on and ships nothing of it;
  # it overwrites a -D option, but not this.
  set(LLAMA_BUILD_COMMON OFF CACHE BOOL "Not used by the binding" FORCE)
endif()
