#!/usr/bin/env bash
# Layer namespaces: hosts, bottlenecks and bleaching routers of our own making, in network namespaces.
set -uo pipefail
source ci/lib.sh

BUILD_JDK=$(find_jdk 17) || cannot "no JDK 17: set JDK17_HOME"
[ "$(id -u)" = 0 ] || cannot "making network namespaces needs root"
for tool in ip tc nft gcc; do
  command -v "$tool" > /dev/null || cannot "no $tool"
done

maven_tests "$BUILD_JDK" namespaces-jdk17-reports namespaces ""
