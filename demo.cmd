@echo off
rem Builds the library and runs its demonstration: channels of a real server and its clients on this machine, each put
rem into a QOS2 flow by a QosHandler; then a call between two phones through a telephone server, each leg in a flow.
rem Windows shows the marks of packets to nobody without a capture on the receiver.
rem Some Windows refuse flows to their own machine with error 1168 (NOT_FOUND); the last column then says so.
rem
rem   demo.cmd --serve ...     the telephone server until Ctrl+C; demo.cmd --serve --help lists its options
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
set PROGRAMS=examples\target\classes;qos-netty\target\classes;qos-core\target\classes;examples\target\lib\*
if "%~1"=="--serve" goto serve
"%JAVA_HOME%\bin\java" %ACCESS% -cp "%PROGRAMS%" io.github.qosflow.examples.demo.Demo
set STATUS=%ERRORLEVEL%
echo.
"%JAVA_HOME%\bin\java" %ACCESS% -cp "%PROGRAMS%" io.github.qosflow.examples.voip.phone.CallDemo %*
if %STATUS%==0 set STATUS=%ERRORLEVEL%
exit /b %STATUS%

:serve
set ARGUMENTS=
:argument
if "%~2"=="" goto start
set ARGUMENTS=%ARGUMENTS% %2
shift
goto argument
:start
"%JAVA_HOME%\bin\java" %ACCESS% -cp "%PROGRAMS%" io.github.qosflow.examples.voip.Voip%ARGUMENTS%
exit /b %ERRORLEVEL%

:nojdk
echo demo: no JDK 17 or newer; type this and start again:  winget install EclipseAdoptium.Temurin.17.JDK 1>&2
exit /b 2
