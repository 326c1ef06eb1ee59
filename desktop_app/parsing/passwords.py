"""What is said of files that a password protects, where Carrel can open them with it."""

PASSWORD_NEEDED = "The file is protected by a password; give it in the library, or save a copy without it."
WRONG_PASSWORD = "That password does not open the file; try another one, or save a copy without a password."
UNKNOWN_CIPHER = (
    "The file is protected in a way that Carrel can't open even with its password; save a copy without one."
)
