"""Verify the check digits of credit codes, identity numbers and bank cards."""

from __future__ import annotations

# GB 32100-2015: no I, O, S, V, Z.
CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_VALUES = {character: value for value, character in enumerate(CREDIT_ALPHABET)}
_CREDIT_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_IDENTITY_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_IDENTITY_CHECKS = "10X98765432"
_LENGTH = 18


def is_credit_code(text: str) -> bool:
    """
    Tell whether a text is a unified social credit code (GB 32100-2015), in capital letters.

    >>> is_credit_code("91110000802100433B"), is_credit_code("91110000802100433C")
    (True, False)
    """
    if len(text) != _LENGTH or not _CREDIT_VALUES.keys() >= set(text):
        return False
    return text[-1] == credit_check(text[:-1])


def credit_check(body: str) -> str:
    """
    Return the check character of the 17 characters before it in a unified social credit code.

    >>> credit_check("91110000802100433")
    'B'
    """
    weighted = sum(
        _CREDIT_VALUES[character] * weight
        for character, weight in zip(body, _CREDIT_WEIGHTS, strict=True)
    )
    return CREDIT_ALPHABET[-weighted % 31]


def has_identity_check(text: str) -> bool:
    """
    Tell whether 17 digits are followed by the check of GB 11643-1999, a digit or X.

    The first number below is the example of the standard.

    >>> has_identity_check("11010519491231002X"), has_identity_check("110105194912310021")
    (True, False)
    """
    if len(text) != _LENGTH or not (text.isascii() and text[:-1].isdecimal()):
        return False
    weighted = sum(
        int(digit) * weight for digit, weight in zip(text[:-1], _IDENTITY_WEIGHTS, strict=True)
    )
    return text[-1] == _IDENTITY_CHECKS[weighted % 11]


def has_card_check(digits: str) -> bool:
    """
    Tell whether digits end in the check digit of ISO/IEC 7812.

    >>> has_card_check("4539578763621486"), has_card_check("4539578763621487")
    (True, False)
    """
    doubled = sum(sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    return (doubled + sum(int(digit) for digit in digits[::-2])) % 10 == 0
