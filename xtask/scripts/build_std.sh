#!/usr/bin/env bash
# The standard library for WebAssembly from source, where rustup cannot download it: Debian
# packages the source of exactly the pinned compiler, apt checks its signature, and the compiler
# builds it. Needs no root, as nothing of the system is changed: apt works in a folder of its own.
#
# Usage: build_std.sh SYSROOT, with what `rustc --print sysroot` says. `cargo xtask build` calls it.
set -euo pipefail

# The compiler that the source belongs to. Change these three with rust-toolchain.toml.
rust=1.95.0
package=rust-src=1.95.0+dfsg1-2~bpo13+1
sha256=7b76db5b880a77f9e52975d2baa6209d2f76d2c9c2789515c3088cb960e2c83b

target=wasm32-unknown-unknown
suite=trixie-backports
keyring=/usr/share/keyrings/debian-archive-keyring.gpg
# Asked after the machine's own mirrors.
mirror=http://deb.debian.org/debian/

fail() {
  echo "from source: $*" >&2
  exit 1
}

sysroot=${1:?usage: build_std.sh SYSROOT}
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
[[ -w $sysroot ]] || fail "could not write to $sysroot; run this once as its owner"
version=$(rustc --version)
[[ $version == "rustc $rust "* ]] || fail "that is known for rustc $rust only, and this is $version"
for program in apt-get dpkg sha256sum; do
  command -v "$program" >/dev/null || fail "$program not found; that way is for Debian and its kin"
done
[[ -f $keyring ]] || fail "$keyring is missing; install the package debian-archive-keyring"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Downloads the package into a folder of its own.
download() {
  local apt=$work/apt
  rm -rf "$apt"
  mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial" "$apt/got"
  echo "deb [signed-by=$keyring] $1 $suite main" >"$apt/sources.list"
  local options=(
    -o "Dir::Etc::sourcelist=$apt/sources.list" -o Dir::Etc::sourceparts=-
    -o "Dir::State::lists=$apt/lists" -o "Dir::Cache=$apt/cache"
    -o APT::Sandbox::User=root -o APT::Update::Error-Mode=any
  )
  (cd "$apt/got" && apt-get "${options[@]}" update && apt-get "${options[@]}" download "$package")
}

# The machine's own mirrors of Debian first, each once; its security archive has no compilers.
mirrors() {
  {
    # shellcheck disable=SC2016
    apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | grep debian | grep -v security || true
    echo "$mirror"
  } | awk '!seen[$0]++'
}

deb=
for uri in $(mirrors); do
  echo "source of the standard library from $uri"
  if download "$uri"; then
    deb=$(echo "$work"/apt/got/rust-src_*.deb)
    break
  fi
done
[[ -f $deb ]] || fail "no mirror had $package"
digest=$(sha256sum "$deb" | cut -d' ' -f1)
[[ $digest == "$sha256" ]] || fail "$deb is not the known one (its SHA-256 is $digest)"

source=$sysroot/lib/rustlib/src/rust/library
# Where it is there, it is rustup's component rust-src: the same source.
if [[ ! -d $source ]]; then
  dpkg -x "$deb" "$work/unpacked"
  mkdir -p "$(dirname "$source")"
  cp -a "$work/unpacked/usr/src/rustc-$rust/library" "$source"
fi

echo "compiling the standard library"
mkdir -p "$work/empty/src"
touch "$work/empty/src/lib.rs"
cp rust-toolchain.toml "$work/empty/"
printf '[package]\nname = "empty"\nversion = "0.1.0"\nedition = "2024"\n' >"$work/empty/Cargo.toml"
(
  cd "$work/empty"
  RUSTC_BOOTSTRAP=1 RUSTFLAGS=-Cembed-bitcode=yes CARGO_PROFILE_RELEASE_DEBUG=0 CARGO_TARGET_DIR=target \
    "${CARGO:-cargo}" build --release --target "$target" \
    -Z build-std=std,panic_abort,panic_unwind,proc_macro,test
)

# All files at once, in the place of whatever a break left there, as a compiler that finds two
# libraries takes neither.
lib=$sysroot/lib/rustlib/$target/lib
rm -rf "$lib" "$lib.next"
mkdir -p "$lib.next"
for file in "$work/empty/target/$target"/release/deps/*.rlib; do
  [[ $(basename "$file") == libempty-* ]] || cp "$file" "$lib.next/"
done
mv "$lib.next" "$lib"
