#!/usr/bin/env bash
# Installs a build, moves the result, and uses it as other projects do: through
# find_package and through pkg-config, each time building examples/preflight.cc
# and comparing its output with what is written below.
#
# usage: consumer_test.sh BUILD_DIR WORK_DIR static|shared
set -euo pipefail
readonly kRoot="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
readonly kBuild="$1" kWork="$2" kLinkage="$3"
readonly kCompiler="${CXX:-g++}"

fail() {
  echo "FAILED: $*" >&2
  exit 1
}

# Every header that a public header includes must be public too.
check_headers() {
  local include missing=0
  while read -r include; do
    if [[ ! -f $kWork/prefix/include/$include ]]; then
      echo "not installed, but included by a public header: $include" >&2
      missing=1
    fi
  done < <(grep -rhoP '^#include "\Ktokenfare/[^"]+' "$kWork/prefix/include" | sort -u)
  ((missing == 0)) || fail "headers"
  # A layer's rooms are its own.
  [[ -z $(find "$kWork/prefix/include/tokenfare" -mindepth 2 -type d) ]] ||
    fail "folders below a layer are installed"
}

check_program() {  # PROGRAM
  local output status=0
  output="$("$1" "$kRoot/examples/support-chat.json" 2025-08-01)" || status=$?
  [[ $status == 0 ]] || fail "$1: exit status $status instead of 0: $output"
  diff <(echo "$output") "$kRoot/tests/install/expected.txt" || fail "$1: other output"

  status=0
  echo '{"model": "gpt-4.1-mini"}' >"$kWork/no_messages.json"
  output="$("$1" "$kWork/no_messages.json" 2025-08-01 2>&1)" || status=$?
  [[ $status == 2 ]] || fail "$1: exit status $status instead of 2 without messages"
  [[ $output == *messages* ]] || fail "$1: the error does not name messages: $output"
}

# A library exports what public headers declare, and no more of its own. (Names of
# templates, such as std::vector<...>, begin otherwise.)
check_symbols() {  # LIBRARY
  local exported internal
  exported="$(nm -D --defined-only -C "$1" | cut -d' ' -f3-)"
  internal="$(grep -E '^((vtable|typeinfo|typeinfo name|guard variable) for )?tokenfare::internal::|^tokenfare_' \
    <<<"$exported" | head -5)" || true
  [[ -z $internal ]] || fail "$1 exports what is internal: $internal"
  grep -q '^tokenfare::' <<<"$exported" || fail "$1 exports nothing"
}

# The name that a program asks the loader for; see TokenfareSettings.cmake.
check_soname() {  # LIBRARY
  local soname
  soname="$(readelf -d "$1" | sed -n 's/.*SONAME.*\[\(.*\)\]/\1/p')"
  [[ $soname =~ \.so\.0\.[0-9]+$ ]] || fail "$1 is called $soname"
}

rm -rf "$kWork"
mkdir -p "$kWork"
cmake --install "$kBuild" --prefix "$kWork/installed" >"$kWork/install.log"
# Not where it was installed, so nothing may rely on that place.
mv "$kWork/installed" "$kWork/prefix"
check_headers

cmake -S "$kRoot/examples" -B "$kWork/find_package" -G Ninja -DCMAKE_CXX_COMPILER="$kCompiler" \
  -DCMAKE_PREFIX_PATH="$kWork/prefix" >"$kWork/configure.log"
cmake --build "$kWork/find_package"
check_program "$kWork/find_package/preflight"

PKG_CONFIG_PATH="$(dirname "$(find "$kWork/prefix" -name tokenfare.pc)")"
export PKG_CONFIG_PATH
flags=()
if [[ $kLinkage == static ]]; then flags=(--static); fi
read -ra compile_flags < <(pkg-config --cflags tokenfare)
read -ra link_flags < <(pkg-config "${flags[@]}" --libs tokenfare)
"$kCompiler" -std=c++20 "${compile_flags[@]}" "$kRoot/examples/preflight.cc" \
  -o "$kWork/by_pkg_config" "${link_flags[@]}" \
  -Wl,-rpath,"$(pkg-config --variable=libdir tokenfare)"
check_program "$kWork/by_pkg_config"

if [[ $kLinkage == shared ]]; then
  for library in "$kWork"/prefix/lib*/{,*/}libtokenfare_*.so; do
    [[ -e $library ]] || continue
    check_symbols "$library"
    check_soname "$library"
  done
fi

linked="$(ldd "$kWork/find_package/preflight")"
case "$kLinkage" in
  static) [[ $linked != *libtokenfare* ]] || fail "linked shared: $linked" ;;
  shared) [[ $linked == *libtokenfare_preflight* ]] || fail "not linked shared: $linked" ;;
esac
echo "OK"
