#!/usr/bin/env bash
# Layer unit: the build with all its rules, and every test that needs no privilege and no other system, on Java 17 and 25.
set -uo pipefail
source ci/lib.sh

BUILD_JDK=$(find_jdk 17) || cannot "no JDK 17: set JDK17_HOME"
jre25=$(find_java 25) || cannot "no Java 25: set JDK25_HOME"
others=wire,namespaces,containers,windows,windows-wire,layout,browser,sipp

status=0
JAVA_HOME=$BUILD_JDK ./mvnw -B -ntp -q spotless:check || status=1
maven_tests "$BUILD_JDK" unit-jdk17-reports "" $others || status=1
# With a whole JDK 25, the newer compiler looks too: it knows more warnings. Tests tagged "once" last, and do not depend on the Java.
BUILD_JDK=$(find_jdk 25 || echo "$BUILD_JDK") maven_tests "$jre25" unit-jdk25-reports "" $others,once || status=1
exit $status
