#!/usr/bin/env bash
# Layer containers: a sender without any right and a receiver that captures, in two Docker containers. The daemon and the
# images are made here where they are missing; nothing but the images is left behind.
set -uo pipefail
source ci/lib.sh

layer=${1:-containers}

BUILD_JDK=$(find_jdk 17) || cannot "no JDK 17: set JDK17_HOME"
run=qosflow-run=$$ # the label of everything that this run makes

left_behind() { docker ps -aq --filter "label=$run"; docker network ls -q --filter "label=$run"; }

# Fails if there was something to remove: the tests have to do that themselves.
remove_leftovers() {
  [ -n "$(left_behind 2> /dev/null)" ] || return 0
  echo "containers: removing containers or networks that the tests have left" >&2
  docker ps -aq --filter "label=$run" | xargs -r docker rm -f > /dev/null
  docker network ls -q --filter "label=$run" | xargs -r docker network rm > /dev/null
  return 1
}

trap 'remove_leftovers; bash ci/docker.sh stop' EXIT # also when the run is broken off
bash ci/docker.sh start || exit 75
bash ci/images.sh || exit 75

status=0
maven_tests "$BUILD_JDK" $layer-jdk17-reports $layer "" -pl containers-test -am -Dqosflow.run="$run" || status=1
remove_leftovers || status=1
exit $status
