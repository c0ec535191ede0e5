#!/usr/bin/env bash
# Layer wire: packets captured on the loopback interface, for every transport, on Java 17 and 25.
set -uo pipefail
source ci/lib.sh

BUILD_JDK=$(find_jdk 17) || cannot "no JDK 17: set JDK17_HOME"
jre25=$(find_java 25) || cannot "no Java 25: set JDK25_HOME"
[ "$(id -u)" = 0 ] || cannot "capturing packets needs root"
command -v tcpdump > /dev/null || cannot "no tcpdump"
command -v strace > /dev/null || cannot "no strace"

status=0
maven_tests "$BUILD_JDK" wire-jdk17-reports wire "" || status=1
maven_tests "$jre25" wire-jdk25-reports wire "" || status=1
exit $status
