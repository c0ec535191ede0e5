# What ./demo, ./doctor and ./bottleneck share: a JDK, a build, a start. Sourced; the working directory is the project's, $name the
# program's.
root=$PWD
programs="$root/examples/target/classes:$root/qos-netty/target/classes:$root/qos-core/target/classes:$root/examples/target/lib/*"

# A JDK by its home, or with "java" what can only run programs: the one asked for, the one on the path, the usual places.
find_jdk() {
    tool=${1:-javac}
    for home in "${JAVA_HOME:-}" "$(home_of "$tool")" /usr/lib/jvm/* /usr/java/* /opt/*jdk* /opt/java/* \
        "${HOME:-/nonexistent}"/.sdkman/candidates/java/* "${HOME:-/nonexistent}"/.jdks/* \
        /Library/Java/JavaVirtualMachines/*/Contents/Home; do
        if [ -n "$home" ] && [ "$(version_of "$home" "$tool")" -ge 17 ]; then
            echo "$home"
            return
        fi
    done
    return 1
}

home_of() {
    found=$(command -v "$1") || return 0
    dirname "$(dirname "$(readlink -f "$found")")"
}

# 17 for 'javac 17.0.15' and for 'openjdk version "17.0.15"', 0 for what is none: version_of HOME TOOL
version_of() {
    version=$([ -x "$1/bin/$2" ] && "$1/bin/$2" -version 2>&1) || version=
    version=$(echo "$version" | sed -n 's/^javac \([0-9][0-9]*\).*/\1/p; s/^.* version "\([0-9][0-9]*\).*/\1/p')
    echo "${version:-0}"
}

install_jdk() {
    if [ "$(id -u)" = 0 ]; then
        as_root=
    elif sudo -n true 2>/dev/null; then
        as_root="sudo -n"
    else
        as_root=none
    fi
    if command -v apt-get >/dev/null; then
        install_by "apt-get install -y --no-install-recommends" "apt-get update" "apt-cache show" \
            openjdk-17-jdk-headless openjdk-21-jdk-headless openjdk-25-jdk-headless
    elif command -v dnf >/dev/null; then
        install_by "dnf install -y" true "dnf info" java-17-openjdk-devel java-21-openjdk-devel java-25-openjdk-devel
    elif command -v apk >/dev/null; then
        install_by "apk add" "apk update" "apk info" openjdk17-jdk openjdk21-jdk
    else
        echo "$name: no JDK 17 or newer; install one and let JAVA_HOME say where it is" >&2
        return 1
    fi
}

# install_by "install command" "refresh command" "is it known" package...
install_by() {
    install=$1 refresh=$2 known=$3
    shift 3
    if [ "$as_root" = none ]; then
        echo "$name: no JDK 17 or newer; type this and start again:  sudo ${install} $1" >&2
        return 1
    fi
    $as_root $refresh >/dev/null 2>&1 || true
    for package in "$@"; do
        if $known "$package" 2>/dev/null | grep -q .; then
            echo "$name: no JDK 17 or newer; installing $package" >&2
            DEBIAN_FRONTEND=noninteractive $as_root $install "$package" >/dev/null
            return
        fi
    done
    echo "$name: no JDK 17 or newer, and the package manager has none" >&2
    return 1
}

# Only classes and the libraries they need: no tests, no jars, nothing installed.
build() {
    log=examples/target/build.log
    mkdir -p examples/target/home
    # a container's user may have no home, or one only the password file knows of; Maven keeps its cache there
    [ -w "${HOME:-/nonexistent}" ] || export HOME="$PWD/examples/target/home"
    JAVA_HOME=$jdk JDK_JAVA_OPTIONS="${JDK_JAVA_OPTIONS:-} \"-Duser.home=$HOME\"" \
        sh ./mvnw -B -ntp -pl examples -am -Dquick -Dspotless.check.skip=true process-classes >"$log" 2>&1 || {
        grep -E '^.(WARNING|ERROR)' "$log" >&2 || cat "$log" >&2
        return 1
    }
}

# start CLASS [ARGUMENT...]: runs a program of the examples instead of this shell.
start() {
    program=$1
    shift
    set -- -cp "$programs" "io.github.qosflow.examples.$program" "$@"
    # JNA loads native code, which newer JVMs want to be told
    [ "$(version_of "$jdk" java)" -lt 22 ] || set -- --enable-native-access=ALL-UNNAMED "$@"
    exec "$jdk/bin/java" "$@"
}
