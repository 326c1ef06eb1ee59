"""The bundle's `carrel`: the window and every command."""

import sys

from surroundings import plug_in_training_pack, restore_library_path

from desktop_app.__main__ import main

if __name__ == "__main__":
    restore_library_path()
    plug_in_training_pack()
    sys.exit(main())
