#!/usr/bin/env bash
# The images of the layer containers, made on this machine: a minimal Debian with what the tests run, from the mirror that
# apt-get uses here. No registry of images is asked; an image of Redis's own that is there already is taken as it is. Needs
# a Docker daemon, root and debootstrap; takes a minute each once.
#
#   ci/images.sh             makes all that are missing
#   ci/images.sh IMAGE...    makes these: qosflow-test, redis:7-bookworm
set -euo pipefail

home=${QOSFLOW_CONTAINERS:-target/containers}
release=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")

no() { echo "no image $image: $*" >&2; exit 1; }

root=
trap 'rm -rf "$root"' EXIT

label() { docker image inspect --format '{{index .Config.Labels "recipe"}}' "$image" 2> /dev/null; }

# Another recipe is another image: one that an older checkout has left does not count.
make() {
  local packages=$1 recipe mirror
  recipe=$(cat "${BASH_SOURCE[0]}" | cksum | tr ' ' -)-$release
  [ "$(label)" = "$recipe" ] && return

  [ "$(id -u)" = 0 ] || no "making it needs root"
  command -v debootstrap > /dev/null || no "no debootstrap (Debian: apt-get install debootstrap)"
  mirror=$(apt-get indextargets --format '$(SITE) $(RELEASE)' 'Created-By: Packages' \
    | awk -v release="$release" '$2 == release { print $1; exit }')
  [ -n "$mirror" ] || no "apt-get knows no mirror of the release '$release'"

  mkdir -p "$home"
  root=$(mktemp -d)
  chmod 755 "$root"
  debootstrap --variant=minbase --include="$packages" "$release" "$root" "$mirror" > "$home/debootstrap.log" 2>&1 \
    || no "debootstrap failed: $(tail -n 1 "$home/debootstrap.log")"
  rm -rf "$root"/var/cache/apt/archives/*.deb "$root"/var/cache/apt/*.bin "$root"/var/lib/apt/lists/* \
    "$root"/usr/share/{doc,man,locale}/*
  tar -C "$root" --numeric-owner -c . | docker import -c "LABEL recipe=$recipe" -c 'CMD ["bash"]' - "$image" > /dev/null
  rm -rf "$root"
}

is_redis_own() { docker image inspect "$image" > /dev/null 2>&1 && [ -z "$(label)" ]; }

[ $# -gt 0 ] || set -- qosflow-test redis:7-bookworm
for image in "$@"; do
  case $image in
    qosflow-test) make openjdk-17-jre-headless,tcpdump,iproute2,nftables,sip-tester,socat ;;
    redis:7-bookworm) is_redis_own || make redis-server ;;
    *) no "there is none of this name" ;;
  esac
done
