# Sourced by the front doors `scripts/demo` and `scripts/test`: makes a fresh Debian or Ubuntu machine with Rust ready to build
# this workspace, and gives them `step` and `xtask`.

# The oldest compiler for the host that the dependencies are known to build with.
oldest_rust="1.95"

# The oldest Node.js that the libraries of wallets run on.
oldest_node=18

# Where everything lies that may be deleted at any time; shared by all checkouts of one user.
export ATELIER_CACHE="${ATELIER_CACHE:-${HOME:?HOME is not set}/.cache/atelier}"
export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$ATELIER_CACHE/target}"
export CARGO_TERM_COLOR="${CARGO_TERM_COLOR:-auto}"

# Nothing here asks questions.
exec </dev/null

fail() {
    printf 'error: %s\n' "$*" >&2
    exit 1
}

# step NAME COMMAND…: runs the command and says how long it took.
step() {
    local name="$1" started="$SECONDS"
    shift
    printf '\n=== %s (%s)\n' "$name" "$(elapsed "$SECONDS")" >&2
    "$@" || {
        local status=$?
        printf '=== %s: failed after %s\n' "$name" "$(elapsed $((SECONDS - started)))" >&2
        return "$status"
    }
    printf '=== %s: done in %s\n' "$name" "$(elapsed $((SECONDS - started)))" >&2
}

elapsed() {
    printf '%d:%02d min' $(($1 / 60)) $(($1 % 60))
}

# A checkout from version control pins every dependency; a build that would change that is a mistake.
locked=()
if [[ "${CI:-}" == true ]]; then
    locked=(--locked)
fi

xtask() {
    cargo run --quiet "${locked[@]}" --bin xtask -- "$@"
}

# install PACKAGE…: installs the system's packages, if this user may.
install() {
    local advice="install the packages $* and run this again"
    command -v apt-get >/dev/null || fail "there is no apt-get here: $advice."
    local rights=()
    if [[ "$(id -u)" != 0 ]]; then
        command -v sudo >/dev/null && sudo -n true 2>/dev/null ||
            fail "neither root nor sudo without a password: $advice."
        rights=(sudo -n)
    fi
    printf 'installing %s …\n' "$*" >&2
    "${rights[@]}" apt-get update -qq >&2 || true
    "${rights[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -qq --yes --no-install-recommends "$@" >&2 ||
        fail "apt-get cannot install them: $advice."
}

set_up() {
    if ! command -v cargo >/dev/null && [[ -x "$HOME/.cargo/bin/cargo" ]]; then
        export PATH="$HOME/.cargo/bin:$PATH"
    fi
    command -v cargo >/dev/null ||
        fail "there is no cargo: install Rust $oldest_rust or newer from https://rustup.rs and run this again."
    local version
    version="$(rustc --version | cut -d ' ' -f 2)"
    [[ "$(printf '%s\n%s\n' "$oldest_rust" "$version" | sort -V | head -n 1)" == "$oldest_rust" ]] ||
        fail "rustc $version is too old: run \`rustup update stable\` (or install Rust $oldest_rust or newer) and run this again."
    printf 'host compiler: %s\n' "$(rustc --version)" >&2

    # The optimizer for Wasm is C++, and some of the chain's cryptography is C.
    local missing=()
    command -v cc >/dev/null || missing+=(gcc libc6-dev)
    command -v c++ >/dev/null || missing+=(g++)
    if ((${#missing[@]})); then
        install "${missing[@]}"
    fi

    # Cargo goes by the time of files: the program that is about to run must not be the one of another checkout that shares
    # the target folder. It takes care of the rest itself.
    local note="$CARGO_TARGET_DIR/checkout.txt"
    if [[ -f "$note" && "$(cat "$note")" != "$PWD" ]]; then
        cargo clean --quiet -p xtask
    fi

    printf 'building the tools (minutes the first time) …\n' >&2
    cargo build "${locked[@]}" --bin xtask
}
