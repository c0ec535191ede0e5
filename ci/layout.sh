#!/usr/bin/env bash
# Layer layout: every structure and constant of the binding against a program compiled from the real header.
set -uo pipefail
source ci/lib.sh

BUILD_JDK=$(find_jdk 17) || cannot "no JDK 17: set JDK17_HOME"
bash ci/wine.sh prepare || cannot "no Windows on this machine: see target/windows"
maven_tests "$BUILD_JDK" layout-jdk17-reports layout "" -pl qos-core -Dqosflow.layout="$PWD/target/windows/layout.txt"
