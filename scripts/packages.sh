# shellcheck shell=bash
# For `dev`: the Debian packages that its commands need, and their installation.
# After progress.sh.

readonly kClang="${TOKENFARE_CLANG:-19}"  # both Debian 12 and 13 have it

# What the commands need, by groups. An entry is a Debian package, or
# command=package where the command may also come from elsewhere, or
# @test=package where a test below tells whether something does its work.
declare -rA kGroups=(
  [build]="g++=g++ cmake=cmake ninja=ninja-build pkg-config=pkg-config python3=python3
    libabsl-dev libre2-dev libfmt-dev libsimdjson-dev nlohmann-json3-dev libcli11-dev libcurl4-openssl-dev
    libgtest-dev libgmock-dev"
  [python]="@has_python_headers=python3-dev @has_venv=python3-venv"
  [wheel]="advzip=advancecomp"
  [engines]="java=default-jre-headless"
  [bench]="libbenchmark-dev"
  [clang]="clang++-$kClang=clang-$kClang"
  [prices]="python3=python3 npm=npm @has_pip=python3-pip @has_yaml=python3-yaml"
  [fuzz]="clang++-$kClang=clang-$kClang libclang-rt-$kClang-dev"
  [tidy]="run-clang-tidy-$kClang=clang-tidy-$kClang"
  # Versions differ in what they make of a file; so this one is fixed.
  [format]="git=git clang-format-19=clang-format-19"
  [neon]="aarch64-linux-gnu-g++=g++-aarch64-linux-gnu qemu-aarch64=qemu-user"
  [mutate]="git=git @has_venv=python3-venv"
  [distro]="git=git python3=python3 debootstrap"
  [comfort]="ccache=ccache")
readonly kArm64Libraries=(libabsl-dev libre2-dev libfmt-dev libgtest-dev libgmock-dev)

# Whether the interpreter can compile extensions and make environments, whichever
# comes first; it need not be Debian's.
has_python_headers() {
  "${TOKENFARE_PYTHON:-python3}" -c 'import os, sysconfig
raise SystemExit(not os.path.exists(sysconfig.get_path("include") + "/Python.h"))' 2>/dev/null
}

has_pip() {
  python3 -c 'import pip' 2>/dev/null
}

has_yaml() {
  python3 -c 'import yaml' 2>/dev/null
}

has_venv() {
  "${TOKENFARE_PYTHON:-python3}" -c 'import ensurepip, venv' 2>/dev/null
}

is_installed() {  # PACKAGE
  [[ $(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null) == installed ]]
}

is_missing() {  # ENTRY
  local package="${1#*=}" test="${1%%=*}"
  case "$1" in
    # Where the package is there and does not help, installing it does not either.
    @*) ! "${test#@}" && ! is_installed "$package" ;;
    *=*) ! command -v "$test" >/dev/null ;;
    *) ! is_installed "$1" ;;
  esac
}

# sudo without a password, or with one if there is a terminal to ask on.
can_sudo() {
  sudo -n true 2>/dev/null && return 0
  { : </dev/tty; } 2>/dev/null || return 1
  say "sudo asks for your password, to install what is listed above"
  sudo -v
}

# Ends with the one command that is left to do for somebody else.
fail_for_want_of_root() {  # PACKAGE...
  say "these packages are missing, and it takes root to install them. As root, run:"
  printf '\n  apt-get update && apt-get install -y --no-install-recommends %s\n\n' "$*" >&2
  fail "and then the same ./dev command again"
}

# What apt-get says of number and size, in lines of its own.
say_sizes() {  # PACKAGE...
  LC_ALL=C apt-get install --assume-no --no-install-recommends -o Debug::NoLocking=1 "$@" 2>&1 |
    grep -E '^(Need to get|After this operation|[0-9]+ upgraded)' | sed 's/^/dev: /' >&2 || true
}

install_packages() {  # PACKAGE...
  local as_root=()
  if ((EUID == 0)); then
    say "installing with apt-get, as root: $*"
  else
    command -v sudo >/dev/null || fail_for_want_of_root "$@"
    say "to install with apt-get, by sudo: $*"
    can_sudo || fail_for_want_of_root "$@"
    as_root=(sudo)
  fi
  quietly apt-update "reading the lists of packages" "${as_root[@]}" apt-get -q update
  say_sizes "$@"
  quietly apt-install "installing packages" "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get -q install -y --no-install-recommends "$@"
}

# Installs what is missing of the groups. A command calls this once, with all that
# it needs, before it begins.
need() {  # GROUP...
  local missing=() group entry package
  command -v dpkg-query >/dev/null || return 0  # not Debian: CMake will tell
  for group in "$@"; do
    for entry in ${kGroups[$group]}; do
      package="${entry#*=}"
      [[ " ${missing[*]} " != *" $package "* ]] || continue  # named by two groups
      if is_missing "$entry"; then missing+=("$package"); fi
    done
  done
  ((${#missing[@]} == 0)) || install_packages "${missing[@]}"
}

# As `need`, with what building a preset takes.
need_for() {  # PRESET [GROUP...]
  local preset="$1" groups=(build)
  case "$preset" in clang | bench | fuzz | neon) groups+=("$preset") ;; esac
  need "${groups[@]}" "${@:2}"
}

# Puts Debian's libraries for arm64 into build/arm64-root. apt has folders of its
# own there, in which nothing is installed: the system's packages and
# architectures stay as they are, and anybody may do it.
unpack_arm64_libraries() {
  local root=build/arm64-root apt="$PWD/build/arm64-apt" package
  [[ $(cat "$root/unpacked" 2>/dev/null) != "${kArm64Libraries[*]}" ]] || return 0
  command -v apt-get >/dev/null || fail "--neon needs Debian's packages, by apt-get"
  say "unpacking ${kArm64Libraries[*]} for arm64"
  local options=(-q -o APT::Architecture=arm64 -o APT::Architectures::=arm64
    -o APT::Sandbox::User=root -o "Dir::State=$apt" -o "Dir::State::status=$apt/status"
    -o "Dir::Cache=$apt")
  rm -rf "$root" "$apt"
  mkdir -p "$root" "$apt/lists/partial" "$apt/archives/partial"
  : >"$apt/status"
  quietly arm64-update "reading the lists of packages" apt-get "${options[@]}" update
  quietly arm64-download "downloading" apt-get "${options[@]}" install -y \
    --no-install-recommends --download-only "${kArm64Libraries[@]}"
  for package in "$apt"/archives/*.deb; do
    dpkg-deb -x "$package" "$root"
  done
  rm -rf "$apt"
  echo "${kArm64Libraries[*]}" >"$root/unpacked"
}
