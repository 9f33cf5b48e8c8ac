# Sourced by the other scripts: where the project is, how packages come, how a preset is built.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

say() { printf '%s\n' "$*" >&2; }
die() { say "$@"; exit 1; }

# need PACKAGE...: installs what is missing. Asks for root only then. A word with | takes the first
# of its names that this release of the distribution has.
need() {
  local missing=() word name
  for word in "$@"; do
    installed_any "$word" || missing+=("$word")
  done
  [ ${#missing[@]} -eq 0 ] && return
  command -v apt-get >/dev/null || die "Please install: ${missing[*]} (this machine has no apt-get)."
  local root=()
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || die "Missing packages. As root, run: apt-get install ${missing[*]}"
    root=(sudo)
  fi
  say "Installing: ${missing[*]}"
  "${root[@]}" apt-get update -qq
  local chosen=()
  for word in "${missing[@]}"; do
    name=$(first_available "$word") || die "No package found for: $word"
    chosen+=("$name")
  done
  "${root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends "${chosen[@]}" >/dev/null
}

installed_any() {
  local name
  for name in ${1//|/ }; do
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null)" = installed ] && return
  done
  return 1
}

first_available() {
  local name
  for name in ${1//|/ }; do
    apt-cache show "$name" >/dev/null 2>&1 && { printf '%s' "$name"; return; }
  done
  return 1
}

need_build() {
  need g++ cmake ninja-build libssl-dev zlib1g-dev libcli11-dev libspdlog-dev libicu-dev libsimdjson-dev libsqlite3-dev
}
need_test() {
  need_build
  need git python3 python3-websockets openssl libgtest-dev curl tmux 'nginx-light|nginx' haproxy
  # The web page is tested in a real browser. Whoever has node and npm from elsewhere keeps them.
  command -v node >/dev/null || need nodejs
  command -v npm >/dev/null || need npm
  [ -n "${CHROMIUM:-}" ] || need 'chromium|chromium-browser'
}

# What bench/compare puts beside wsd. Whoever has node and npm from elsewhere keeps them.
need_peers() {
  need_build
  need libbenchmark-dev pkg-config openssl util-linux iproute2 python3 python3-websockets python3-uvloop \
    libboost-dev libwebsocketpp-dev 'nginx-light|nginx' libnginx-mod-nchan
  command -v node >/dev/null || need nodejs
  command -v npm >/dev/null || need npm
  npm_peers build/peers
}

# npm_peers FOLDER: the peers of npm are put there, as the lock has them; nothing to do if they are.
npm_peers() {
  cmp -s bench/peers/package-lock.json "$1/installed.json" && return
  mkdir -p "$1"
  cp bench/peers/package.json bench/peers/package-lock.json "$1/"
  (cd "$1" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >&2)
  cp "$1/package-lock.json" "$1/installed.json"
}

# build PRESET [cmake --build arguments...]
build() {
  local preset=$1 said; shift
  said=$(cmake --preset "$preset" 2>&1) || die "$said"
  cmake --build --preset "$preset" "$@"
}
