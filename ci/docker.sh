#!/usr/bin/env bash
# A Docker daemon for the layer containers.
#
#   ci/docker.sh start    a daemon answers afterwards; exit status 1 and one line on stderr where none can be had
#   ci/docker.sh stop     ends the daemon that start has started; one that was there before goes on
set -uo pipefail

home=${QOSFLOW_CONTAINERS:-target/containers}
log=$home/dockerd.log
started=$home/dockerd.pid
seconds=40

no() { echo "no Docker: $*" >&2; exit 1; }

answers() { timeout 5 docker version --format '{{.Server.Version}}' > /dev/null 2>&1; }

is_dockerd() { [ "$(cat "/proc/$1/comm" 2> /dev/null)" = dockerd ]; }

# Every reason for which a daemon could not run, before it is started: its own message is long.
check() {
  local tool running
  [ -z "${DOCKER_HOST:-}" ] || no "nothing answers at DOCKER_HOST=$DOCKER_HOST"
  [ "$(id -u)" = 0 ] || no "no daemon answers, and starting one needs root"
  for tool in dockerd containerd runc iptables ip; do
    command -v $tool > /dev/null || no "no $tool (Debian: apt-get install docker.io iptables iproute2)"
  done
  mountpoint -q /sys/fs/cgroup || no "no cgroups at /sys/fs/cgroup"
  ip link add qosprobe0 type bridge 2> /dev/null || no "this machine lets nobody make a bridge"
  ip link del qosprobe0
  running=$(cat /var/run/docker.pid 2> /dev/null)
  [ -z "$running" ] || ! is_dockerd "$running" || no "dockerd, process $running, runs but does not answer"
}

start() {
  command -v docker > /dev/null || no "no docker client (Debian: apt-get install docker.io)"
  answers && return
  check
  mkdir -p "$home" || no "cannot write $home"
  rm -f /var/run/docker.pid # left by one that was killed; check has seen that it runs no more
  setsid nohup dockerd > "$log" 2>&1 < /dev/null &
  echo $! > "$started"
  await $!
}

await() {
  local daemon=$1 end=$((SECONDS + seconds))
  until answers; do
    is_alive "$daemon" || no "dockerd ended: $(grep -E '^failed|level=(error|fatal)' "$log" | tail -n 1 | cut -c 1-300)"
    [ $SECONDS -lt $end ] || { stop; no "dockerd has not answered for $seconds s; see $log"; }
    sleep 0.2
  done
}

is_alive() { kill -0 "$1" 2> /dev/null; }

# Its containerd ends with it, and here also its bridge. The images stay, for the next time; so do its rules in the
# packet filter, which belong to the machine's administrator once they are there.
stop() {
  local daemon
  [ -f "$started" ] || return 0
  daemon=$(cat "$started")
  rm -f "$started"
  is_dockerd "$daemon" || return 0
  kill "$daemon"
  for _ in $(seq $((seconds * 5))); do
    is_alive "$daemon" || { ip link del docker0 2> /dev/null; return 0; }
    sleep 0.2
  done
  no "dockerd, process $daemon, does not end"
}

case ${1:-} in
  start) start ;;
  stop) stop ;;
  *) sed -n '2,/^set/{/^set/d;s/^# \{0,1\}//;p}' "$0" >&2 && exit 2 ;;
esac
