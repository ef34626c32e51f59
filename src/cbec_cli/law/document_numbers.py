"""Forms of the numbers on documents: each judge tells in a few words what is wrong with one number, or nothing.

Only forms that are sure stand here; a number of any other document is not judged. An empty number is unknown and no
fault. Where one document may carry numbers of several kinds (a certificate or a letter of exemption), only what looks
like the known kind is held to its form.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

NUMBER_JUDGES: Mapping[str, Callable[[str], str]] = {}
"""Name of a form, as `data/documents.yaml` writes it → its judge."""
