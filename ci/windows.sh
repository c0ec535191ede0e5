#!/usr/bin/env bash
# Layer windows: the tests that fit any system and those of the Windows back end, in a Windows JVM under Wine with the
# contract DLL in the system directory; then, from a Linux JVM, captures of what that JVM sends.
set -uo pipefail
source ci/lib.sh

BUILD_JDK=$(find_jdk 17) || cannot "no JDK 17: set JDK17_HOME"
export JAVA_HOME=$BUILD_JDK
[ "$(id -u)" = 0 ] || cannot "capturing packets needs root"
command -v tcpdump > /dev/null || cannot "no tcpdump"
bash ci/wine.sh prepare || cannot "no Windows on this machine: it takes wine, gcc-mingw-w64-x86-64, make and python3 with pip"

status=0
for module in qos-core qos-netty; do
  bash ci/wine.sh run-tests $module || status=1
done
# the churn lasts minutes here, and Linux has it with this Netty too, as it has a slow system
bash ci/wine.sh run-tests netty41-test '--exclude-classname=.*(Churn|SlowLibrary)Test' || status=1
# the telephone server's sockets, relay, ports, options and phones; the rest waits for timers (transports alone a minute) or is text
bash ci/wine.sh run-tests examples \
  '--include-classname=.*\.voip\.(VoipTest|LeaksTest|phone\..*|media\.(MediaRelay|Ports|Families)Test|location\.UsersTest|proxy\.AcrossServersTest)' || status=1
maven_tests "$BUILD_JDK" windows-wire-reports windows-wire "" -Dqosflow.wine.java="$PWD/target/windows/java" || status=1
bash ci/wine.sh stop
exit $status
