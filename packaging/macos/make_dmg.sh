#!/bin/sh
# Makes a disk image of posassist.app: the owner drags it to Applications. Never run so far.
#   sh packaging/macos/make_dmg.sh dist/posassist.app dist/packed/posassist.dmg
# Optional, both from the environment, never from this repository:
#   SIGN_IDENTITY   name of a Developer ID Application certificate in the keychain; PyInstaller has
#                   signed the app with it, entitlements.plist beside this script says for what
#   NOTARY_PROFILE  name of a profile kept with `xcrun notarytool store-credentials`
# Without them the app carries PyInstaller's ad-hoc signature; macOS then asks before the first start.
set -eu
app=$1
image=$2
here=$(cd "$(dirname "$0")" && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

cp -R "$app" "$folder/"
codesign --verify --deep --strict "$folder/posassist.app"
ln -s /Applications "$folder/Applications"
cp "$here/READ-ME-FIRST.txt" "$folder/先读我 READ ME FIRST.txt"
mkdir -p "$(dirname "$image")"
hdiutil create -quiet -ov -volname posassist -srcfolder "$folder" -format UDZO "$image"
if [ -n "${SIGN_IDENTITY:-}" ]; then
  codesign --timestamp --sign "$SIGN_IDENTITY" "$image"
fi
if [ -n "${NOTARY_PROFILE:-}" ]; then
  xcrun notarytool submit "$image" --keychain-profile "$NOTARY_PROFILE" --wait
  xcrun stapler staple "$image"
fi
