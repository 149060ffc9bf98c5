#!/usr/bin/env bash
# The tests of the native kernels, and of closing while others tag, with the library built by GCC's AddressSanitizer and
# UndefinedBehaviorSanitizer; ends with the first fault. Linux, GCC with its libasan and libubsan. In a copy of the sources, so that no
# other build gets this library.
#
#   core/src/test/native/sanitize.sh
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../../.." && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
git -C "$root" archive HEAD | tar -x -C "$folder"
cd "$folder"
./mvnw -q -ntp -Dquick -Dnative.sanitize=ON -pl core -am test-compile
# The JVM handles SIGSEGV itself, and what it leaves at its end is no leak of ours.
LD_PRELOAD="$(gcc -print-file-name=libasan.so) $(gcc -print-file-name=libubsan.so)" \
  ASAN_OPTIONS=detect_leaks=0:handle_segv=0:handle_sigfpe=0:allocator_may_return_null=1 \
  UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1 \
  ./mvnw -q -ntp -Dquick -Dnative.sanitize=ON -pl core -am test -Dsurefire.failIfNoSpecifiedTests=false \
  -Dtest='NativeFusedKernelsTest,ChainKernelsTest,KernelsTest,FusedEngineTest,CloseWhileTaggingTest,QuantizerTest,DecoderTest'
echo 'no fault found'
