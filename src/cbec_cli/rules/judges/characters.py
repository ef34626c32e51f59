"""What several judges ask of the characters of a text."""


def only_digits(text: str) -> bool:
    """Whether it is all 0 to 9; digits of other scripts are not."""
    return text.isascii() and text.isdigit()
