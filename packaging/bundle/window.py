"""The bundle's `carrel`: the window and every command."""

import sys

from surroundings import restore_library_path

from desktop_app.__main__ import main

if __name__ == "__main__":
    restore_library_path()
    sys.exit(main())
