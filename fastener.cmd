@echo off
rem Starts Fastener's command line. In a source tree it builds it first; in the unpacked zip it just runs.
rem   FASTENER_JAVA_OPTS  further flags for the JVM, for instance -Xmx4g
setlocal EnableDelayedExpansion
set "home=%~dp0"
set "gpu="
set "tensorflow="
set "arguments="
:next
if "%~1"=="" goto ready
if "%~1"=="--before" set "tensorflow=yes"
if "%~1"=="--gpu" (set "gpu=-gpu") else (set arguments=!arguments! %1)
shift
goto next
:ready

set "java=java"
if defined JAVA_HOME if exist "%JAVA_HOME%\bin\java.exe" set "java=%JAVA_HOME%\bin\java.exe"
set "release=0"
for /f "tokens=3" %%v in ('""%java%" -version 2^>^&1" ^| findstr /i "version"') do (
  for /f "delims=.- tokens=1" %%r in ("%%~v") do set "release=%%r"
)
if %release% LSS 17 (
  echo fastener: needs Java 17 or newer, found %release%. Install a JDK from https://adoptium.net or set JAVA_HOME. 1>&2
  exit /b 2
)

if exist "%home%..\lib" if not exist "%home%pom.xml" (
  set "classpath_=%home%..\lib\*"
  set "before=%home%..\before"
  goto run
)
rem Delete app\target to build anew after a change.
if not exist "%home%app\target\built%gpu%" (
  echo fastener: building with JDK %release%, once 1>&2
  set "profile="
  if defined gpu set "profile=-Dgpu"
  pushd "%home%"
  call mvnw.cmd -q -ntp -B -Dquick -Dmaven.test.skip=true !profile! package -pl app -am 1>&2
  if errorlevel 1 (
    popd
    echo fastener: the build failed. Behind a slow or closed network see "Mirrors" in docs\install.md. 1>&2
    exit /b 2
  )
  popd
  echo built> "%home%app\target\built%gpu%"
)
set "classpath_=%home%app\target\classes;%home%app\target\lib%gpu%\*"
set "before=%home%before\target\lib"
if defined tensorflow if not defined FASTENER_BEFORE if not exist "%home%before\target\lib" (
  echo fastener: fetching TensorFlow ^(160 MB^), once 1>&2
  pushd "%home%"
  call mvnw.cmd -q -ntp -B -Dquick -Dmaven.test.skip=true -Pbefore package -pl before -am 1>&2
  popd
)

:run
if defined FASTENER_BEFORE set "before=%FASTENER_BEFORE%"
set "access="
if %release% GEQ 22 set "access=--enable-native-access=ALL-UNNAMED"
"%java%" -XX:+UseSerialGC -XX:MaxRAMPercentage=60 -XX:-UsePerfData -Dfile.encoding=UTF-8 --add-modules jdk.incubator.vector %access% "-Dfastener.before=%before%" %FASTENER_JAVA_OPTS% -cp "%classpath_%" dev.fastener.app.Main %arguments%
exit /b %errorlevel%
