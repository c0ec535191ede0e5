@echo off
rem Builds the library and runs its demonstration: channels of a real server and its clients on this machine, each put
rem into a QOS2 flow by a QosHandler. Windows shows the marks of packets to nobody without a capture on the receiver.
rem Some Windows refuse flows to their own machine with error 1168 (NOT_FOUND); the last column then says so.
rem
rem Exit status: 0 every channel has a flow, 1 one has not, 2 it could not be built or started.
setlocal
cd /d "%~dp0"

if not defined JAVA_HOME for /f "delims=" %%j in ('where javac 2^>nul') do if not defined JAVA_HOME for %%h in ("%%~dpj..") do set "JAVA_HOME=%%~fh"
if not defined JAVA_HOME goto nojdk
set VERSION=0
for /f "tokens=2 delims=. " %%v in ('""%JAVA_HOME%\bin\javac" -version" 2^>^&1') do set VERSION=%%v
if %VERSION% LSS 17 goto nojdk

call mvnw.cmd -B -q -ntp -pl examples -am -Dquick -Dspotless.check.skip=true process-classes
if errorlevel 1 exit /b 2

set ACCESS=
if %VERSION% GEQ 22 set ACCESS=--enable-native-access=ALL-UNNAMED
"%JAVA_HOME%\bin\java" %ACCESS% -cp "examples\target\classes;qos-netty\target\classes;qos-core\target\classes;examples\target\lib\*" io.github.qosflow.examples.demo.Demo
exit /b %ERRORLEVEL%

:nojdk
echo demo: no JDK 17 or newer; type this and start again:  winget install EclipseAdoptium.Temurin.17.JDK 1>&2
exit /b 2
