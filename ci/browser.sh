#!/usr/bin/env bash
# Layer browser: the live page of the example server in a headless Chromium, wide and on a phone.
set -uo pipefail
source ci/lib.sh

BUILD_JDK=$(find_jdk 17) || cannot "no JDK 17: set JDK17_HOME"
for tool in chromium chromedriver; do
  command -v "$tool" > /dev/null || cannot "no $tool"
done

maven_tests "$BUILD_JDK" browser-jdk17-reports browser ""
