"""The bundle's `carrel`: the window and every command."""

import sys

from desktop_app.__main__ import main
from surroundings import plug_in_training_pack, restore_library_path

if __name__ == "__main__":
    restore_library_path()
    plug_in_training_pack()
    sys.exit(main())
