#!/bin/sh
# Make Carrel.app and a disk image from build/bundle/carrel; sign and notarise where a certificate is named.
#   CARREL_SIGN_AS="Developer ID Application: ..." CARREL_NOTARY_PROFILE=... packaging/macos/make_app.sh
# Written and reviewed on Linux; not run on macOS yet.
set -eu
cd "$(dirname "$0")/../.."
version=$(sed -n 's/^__version__ = "\(.*\)"/\1/p' desktop_app/__init__.py)
app=build/bundle/Carrel.app
rm -rf "$app"
mkdir -p "$app/Contents/MacOS" "$app/Contents/Resources"
cp -R build/bundle/carrel/. "$app/Contents/MacOS/"
sed "s/@VERSION@/$version/g" packaging/macos/Info.plist > "$app/Contents/Info.plist"
set -- 16 32 128 256 512
iconset=build/bundle/carrel.iconset
rm -rf "$iconset"
mkdir -p "$iconset"
for size in "$@"; do
    sips -s format png -z "$size" "$size" packaging/macos/carrel.png --out "$iconset/icon_${size}x${size}.png" >/dev/null
    double=$((size * 2))
    sips -s format png -z "$double" "$double" packaging/macos/carrel.png --out "$iconset/icon_${size}x${size}@2x.png" >/dev/null
done
iconutil -c icns "$iconset" -o "$app/Contents/Resources/carrel.icns"
if [ -n "${CARREL_SIGN_AS:-}" ]; then
    # From the inside out: libraries first, the app last.
    find "$app/Contents/MacOS" -type f \( -name '*.so' -o -name '*.dylib' -o -perm -100 \) -print0 |
        xargs -0 -n 20 codesign --force --options runtime --timestamp \
            --entitlements packaging/macos/entitlements.plist --sign "$CARREL_SIGN_AS"
    codesign --force --options runtime --timestamp --entitlements packaging/macos/entitlements.plist \
        --sign "$CARREL_SIGN_AS" "$app"
    codesign --verify --deep --strict "$app"
fi
mkdir -p dist
image="dist/carrel-$version-macos-$(uname -m).dmg"
rm -f "$image"
hdiutil create -volname Carrel -srcfolder "$app" -ov -format UDZO "$image"
if [ -n "${CARREL_NOTARY_PROFILE:-}" ]; then
    xcrun notarytool submit "$image" --keychain-profile "$CARREL_NOTARY_PROFILE" --wait
    xcrun stapler staple "$image"
fi
echo "$image"
