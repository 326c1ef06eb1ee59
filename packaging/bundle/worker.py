"""The bundle's `carrel-worker ROLE`: every worker."""

import sys

from desktop_app.workers.__main__ import main
from surroundings import plug_in_training_pack, restore_library_path

if __name__ == "__main__":
    restore_library_path()
    plug_in_training_pack()
    sys.exit(main())
