@echo off
rem Says what marks packets on this machine and why not the rest; with --to HOST:PORT, where ./doctor --listen runs on Linux,
rem which marks survive the way there. Windows shows the marks of packets to nobody, so alone it exits with 2.
rem
rem Exit status: 0 all that was asked for was seen marked, 1 something is changed on the way, 2 it cannot be told.
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
"%JAVA_HOME%\bin\java" %ACCESS% -cp "examples\target\classes;qos-netty\target\classes;qos-core\target\classes;examples\target\lib\*" io.github.qosflow.examples.doctor.Doctor %*
exit /b %ERRORLEVEL%

:nojdk
echo doctor: no JDK 17 or newer; type this and start again:  winget install EclipseAdoptium.Temurin.17.JDK 1>&2
exit /b 2
