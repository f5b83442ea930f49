#!/bin/sh
# Installs the Pulumi CLI from this mirror: install.sh [--version VERSION|latest] [--install-root DIR] [--no-edit-path] [--silent]
set -eu

base='@BASE@'
version=latest
root=${HOME:-}/.pulumi
edit_path=yes
silent=no

say() { [ "$silent" = yes ] || printf '%s\n' "$*"; }
fail() { printf 'install.sh: %s\n' "$*" >&2; exit 1; }

while [ $# -gt 0 ]; do
  case $1 in
    --version) [ $# -gt 1 ] || fail '--version needs a value'; version=${2#v}; shift ;;
    --version=*) version=${1#*=}; version=${version#v} ;;
    --install-root) [ $# -gt 1 ] || fail '--install-root needs a value'; root=$2; shift ;;
    --install-root=*) root=${1#*=} ;;
    --no-edit-path) edit_path=no ;;
    --silent) silent=yes ;;
    *) fail "unknown option $1" ;;
  esac
  shift
done

if command -v curl >/dev/null 2>&1; then
  get() { curl -fsSL --retry 2 -o "$2" "$1"; }
elif command -v wget >/dev/null 2>&1; then
  get() { wget -q -O "$2" "$1"; }
else
  fail 'curl or wget is needed'
fi

case $(uname -s) in
  Linux) os=linux ;;
  Darwin) os=darwin ;;
  *) fail "there is no CLI for $(uname -s)" ;;
esac
case $(uname -m) in
  x86_64 | amd64) arch=x64 ;;
  aarch64 | arm64) arch=arm64 ;;
  *) fail "there is no CLI for $(uname -m)" ;;
esac

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM

if [ "$version" = latest ]; then
  get "$base/latest-version" "$work/version" || fail "$base/latest-version cannot be had"
  version=$(tr -d ' \r\n' <"$work/version")
fi
file=pulumi-v$version-$os-$arch.tar.gz
say "installing pulumi $version from $base"
get "$base/releases/sdk/$file" "$work/$file" || fail "$file is not on this mirror"
get "$base/releases/sdk/pulumi-$version-checksums.txt" "$work/checksums" || fail "the checksums of $version are not on this mirror"
expected=$(awk -v file="$file" '{ name = $2; sub(/^[*]/, "", name); sub(/^[.]\//, "", name); if (name == file) print $1 }' "$work/checksums")
[ -n "$expected" ] || fail "the checksums of $version do not name $file"
if command -v sha256sum >/dev/null 2>&1; then
  actual=$(sha256sum "$work/$file" | cut -d ' ' -f 1)
else
  actual=$(shasum -a 256 "$work/$file" | cut -d ' ' -f 1)
fi
[ "$expected" = "$actual" ] || fail "$file has the checksum $actual, and should have $expected"

mkdir "$work/unpacked"
tar -C "$work/unpacked" -xzf "$work/$file"
mkdir -p "$root/bin"
rm -f "$root"/bin/pulumi "$root"/bin/pulumi-*
if [ -d "$work/unpacked/pulumi/bin" ]; then
  cp -R "$work/unpacked/pulumi/bin/." "$root/bin/"
else
  cp -R "$work/unpacked/pulumi/." "$root/bin/"
fi
say "pulumi $version is in $root/bin"

case :$PATH: in *":$root/bin:"*) edit_path=no ;; esac
if [ "$edit_path" = yes ]; then
  case ${SHELL:-} in
    */zsh) profile=$HOME/.zshrc ;;
    */bash) profile=$HOME/.bashrc ;;
    *) profile=$HOME/.profile ;;
  esac
  line="export PATH=\"$root/bin:\$PATH\""
  if ! grep -qsF "$line" "$profile"; then
    printf '\n%s\n' "$line" >>"$profile"
    say "added to $profile: $line"
  fi
fi
