#!/bin/sh
# Make a disk image of build/bundle/Carrel.app; sign and notarise where a certificate is named.
#   CARREL_SIGN_AS="Developer ID Application: ..." CARREL_NOTARY_PROFILE=... packaging/macos/make_app.sh
# PyInstaller has put the app together (carrel.spec): programs in MacOS, libraries in Frameworks, the rest in
# Resources, each with a link from where the program looks. Written and reviewed on Linux; not run on macOS yet.
set -eu
cd "$(dirname "$0")/../.."
version=$(sed -n 's/^__version__ = "\(.*\)"/\1/p' desktop_app/__init__.py)
app=build/bundle/Carrel.app
# The licences and the list of parts are written after PyInstaller, into the folder beside the app.
rm -rf "$app/Contents/Resources/licences"
cp -R build/bundle/carrel/_internal/licences "$app/Contents/Resources/licences"
cp build/bundle/carrel/parts.cdx.json "$app/Contents/Resources/parts.cdx.json"
ln -sfn ../Resources/licences "$app/Contents/Frameworks/licences"
if [ -n "${CARREL_SIGN_AS:-}" ]; then
    # From the inside out: libraries first, then the programs, the app last.
    find "$app/Contents/Frameworks" "$app/Contents/MacOS" -type f \( -name '*.so' -o -name '*.dylib' -o -perm -100 \) \
        -print0 |
        xargs -0 -n 20 codesign --force --options runtime --timestamp \
            --entitlements packaging/macos/entitlements.plist --sign "$CARREL_SIGN_AS"
    codesign --force --options runtime --timestamp --entitlements packaging/macos/entitlements.plist \
        --sign "$CARREL_SIGN_AS" "$app"
else
    # Apple's processors run nothing unsigned; "-" signs for this machine alone.
    codesign --force --deep --sign - "$app"
fi
codesign --verify --deep --strict "$app"
mkdir -p dist
image="dist/carrel-$version-macos-$(uname -m).dmg"
rm -f "$image"
hdiutil create -volname Carrel -srcfolder "$app" -ov -format UDZO "$image"
if [ -n "${CARREL_NOTARY_PROFILE:-}" ]; then
    xcrun notarytool submit "$image" --keychain-profile "$CARREL_NOTARY_PROFILE" --wait
    xcrun stapler staple "$image"
fi
echo "$image"
