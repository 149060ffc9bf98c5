# Builds the library and lays it with its hash where the jar is packed from:
#   cmake -DJDK=... -DBUILD=... -DOUT=... [-DSANITIZE=ON] -P build.cmake
# Without a C++ compiler, or for a platform that has no kernels, it says so and does nothing: the library is optional.
cmake_minimum_required(VERSION 3.16)
get_filename_component(source "${CMAKE_CURRENT_LIST_FILE}" DIRECTORY)
file(MAKE_DIRECTORY "${BUILD}")

execute_process(
  COMMAND "${CMAKE_COMMAND}" -S "${source}" -B "${BUILD}" "-DJDK=${JDK}" "-DSANITIZE=${SANITIZE}"
  RESULT_VARIABLE failed OUTPUT_FILE "${BUILD}/configure.log" ERROR_FILE "${BUILD}/configure.log")
if(failed)
  message("native kernels: not built, CMake finds no C++ compiler or no JDK (${BUILD}/configure.log)")
  return()
endif()
execute_process(
  COMMAND "${CMAKE_COMMAND}" --build "${BUILD}" --config Release --parallel 2
  RESULT_VARIABLE failed OUTPUT_VARIABLE log ERROR_VARIABLE log)
if(failed)
  message(FATAL_ERROR "native kernels: ${log}")
endif()

file(READ "${BUILD}/platform.txt" platform)
file(READ "${BUILD}/library.txt" library)
get_filename_component(name "${library}" NAME)
file(SHA256 "${library}" hash)
file(MAKE_DIRECTORY "${OUT}/${platform}")
configure_file("${library}" "${OUT}/${platform}/${name}" COPYONLY)
file(WRITE "${OUT}/${platform}/${name}.sha256" "${hash}\n")
