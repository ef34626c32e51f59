"""What differs between two catalogues, or two days for one: products, cells, rates, tax of one unit, findings."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from cbec_cli.engine.money import yuan
from cbec_cli.engine.noted import decimal_text
from cbec_cli.rules.judges.gtin import NONE
from cbec_cli.tables.numbers import parse_number
from cbec_cli.work.products import AMOUNTS, FIELDS, NUMBERS, RATES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from cbec_cli.work.checking.result import CheckResult
    from cbec_cli.work.products import Products

Kind = Literal["added", "removed", "changed"]
KINDS: tuple[Kind, ...] = ("added", "removed", "changed")

TOLD_ALONE = ("hs_code", "unit_price", "currency", *AMOUNTS, "positive_list")
"""What is told of a product that only one side has."""

Key = tuple[str, str, int]
"""What a product is known by: column, text, and which one of that name it is (from 0)."""


@dataclass(frozen=True, slots=True)
class Change:
    """One field of a product before and after, as text; `None` where it is empty, unknown or the product is not there.

    Attributes:
        difference: after − before of an amount or a number, with its sign; "" where there is none.
    """

    field: str
    before: str | None
    after: str | None
    difference: str = ""


@dataclass(frozen=True, slots=True)
class Product:
    """A product that differs.

    Attributes:
        known_by: the column it was found by: sku, barcode or name.
        row_before, row_after: its rows; None on the side that does not have it.
        appeared, gone: codes that a check finds on it after and not before, before and not after.
        tax: fen by which the tax of one unit rises as CBEC retail import; None where it is not known on both sides.
    """

    kind: Kind
    known_by: str
    sku: str
    barcode: str
    name: str
    hs_code: str
    row_before: int | None
    row_after: int | None
    changes: tuple[Change, ...]
    appeared: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    tax: int | None = None

    @property
    def label(self) -> str:
        """What people call it."""
        return self.sku or self.barcode or self.name or self.hs_code


@dataclass(slots=True)
class Comparison:
    """Everything a report needs.

    Attributes:
        before, after: the two sides.
        products: those that differ: changed ones in the order of `after`, then added, then removed ones.
        same: how many products do not differ.
        repeated: how many rows repeat what another product of their side is known by.
        checked: whether findings were compared.
        data: which tariff, law and settings were used.
    """

    before: Products
    after: Products
    products: list[Product]
    same: int
    repeated: int
    checked: bool
    data: dict[str, Any] = field(default_factory=dict)

    @property
    def summary(self) -> dict[str, Any]:
        """Counts, and by how much taxes move, as JSON carries them."""
        kinds = Counter(product.kind for product in self.products)
        moves = [product.tax for product in self.products if product.kind == "changed" and product.tax]
        fields = Counter(c.field for product in self.products if product.kind == "changed" for c in product.changes)
        return {
            **{kind: kinds[kind] for kind in KINDS},
            "same": self.same,
            "repeated": self.repeated,
            "dearer": sum(move > 0 for move in moves),
            "cheaper": sum(move < 0 for move in moves),
            "tax_unknown": {"before": _unknown(self.before), "after": _unknown(self.after)},
            "fields": {name: fields[name] for name in FIELDS if fields[name]},
            "findings_appeared": dict(sorted(Counter(c for p in self.products for c in p.appeared).items())),
            "findings_gone": dict(sorted(Counter(c for p in self.products for c in p.gone).items())),
        }

    @property
    def exit_status(self) -> int:
        """1 if anything differs, else 0."""
        return int(bool(self.products))


def _unknown(side: Products) -> int:
    """How many products have no price, or a code that gives no rates."""
    return sum(tax is None for tax in side.values["cbec_tax"])


def codes_by_row(result: CheckResult) -> dict[int, tuple[str, ...]]:
    """Row → codes that a check found there; rows without a finding are left out."""
    found: dict[int, tuple[str, ...]] = {}
    for chunk in result.walk():
        for row, codes in zip(chunk.rows.tolist(), chunk.codes, strict=True):
            if codes:
                found[int(row)] = tuple(codes.split())
    return found


def compare(
    before: Products, after: Products, *, checked: bool = False, data: Mapping[str, Any] | None = None
) -> Comparison:
    """Find the products of both sides by SKU, else barcode, else name and code, and compare them.

    Args:
        before: the side that was.
        after: the side that is.
        checked: whether both carry what a check found.
        data: which tariff, law and settings were used.
    """
    shared = before.columns & after.columns
    old, new = _keys(before, shared), _keys(after, shared)
    place = {key: i for i, key in enumerate(old)}
    changed: list[Product] = []
    added: list[Product] = []
    for j, key in enumerate(new):
        i = place.pop(key, None)
        if i is None:
            added.append(_alone("added", key, after, j))
        elif found := _both(key, before, i, after, j):
            changed.append(found)
    removed = [_alone("removed", old[i], before, i) for i in place.values()]
    same = len(new) - len(changed) - len(added)
    repeated = sum(nth > 0 for _, _, nth in (*old, *new))
    return Comparison(before, after, [*changed, *added, *removed], same, repeated, checked, dict(data or {}))


def _keys(side: Products, shared: frozenset[str]) -> list[Key]:
    """What each product is known by, among the columns that both sides have."""
    seen: Counter[tuple[str, str]] = Counter()
    keys = []
    for name, text in _known_by(side, shared):
        keys.append((name, text, seen[name, text]))
        seen[name, text] += 1
    return keys


def _known_by(side: Products, shared: frozenset[str]) -> Iterator[tuple[str, str]]:
    names = side.names
    rows = zip(names["sku"], names["barcode"], names["name"], names["hs_code"], strict=True)
    for sku, barcode, name, code in rows:
        if sku and "sku" in shared:
            yield "sku", sku
        elif barcode and "barcode" in shared and barcode.casefold() not in NONE:
            yield "barcode", barcode
        else:
            yield "name", f"{name}\n{code}"


def _both(key: Key, before: Products, i: int, after: Products, j: int) -> Product | None:
    """A product that both sides have, if it differs."""
    changes = tuple(
        _change(name, before.values[name][i], after.values[name][j])
        for name in FIELDS
        if before.values[name][i] != after.values[name][j]
    )
    old, new = before.codes[i], after.codes[j]
    appeared, gone = _without(new, old), _without(old, new)
    if not (changes or appeared or gone):
        return None
    taxes = before.values["cbec_tax"][i], after.values["cbec_tax"][j]
    return Product(
        "changed",
        key[0],
        *_called(after, j),
        row_before=before.rows[i],
        row_after=after.rows[j],
        changes=changes,
        appeared=appeared,
        gone=gone,
        tax=None if None in taxes else taxes[1] - taxes[0],
    )


def _alone(kind: Kind, key: Key, side: Products, i: int) -> Product:
    """A product that one side has."""
    told = {name: _shown(name, side.values[name][i]) for name in TOLD_ALONE}
    is_new = kind == "added"
    return Product(
        kind,
        key[0],
        *_called(side, i),
        row_before=None if is_new else side.rows[i],
        row_after=side.rows[i] if is_new else None,
        changes=tuple(
            Change(name, None, text) if is_new else Change(name, text, None) for name, text in told.items() if text
        ),
        appeared=side.codes[i] if is_new else (),
        gone=() if is_new else side.codes[i],
    )


def _called(side: Products, i: int) -> tuple[str, str, str, str]:
    names = side.names
    return names["sku"][i], names["barcode"][i], names["name"][i], names["hs_code"][i]


def _without(codes: Sequence[str], others: Sequence[str]) -> tuple[str, ...]:
    return tuple(code for code in codes if code not in others)


def _change(name: str, before: Any, after: Any) -> Change:
    difference = ""
    if name in AMOUNTS and before is not None and after is not None:
        difference = _signed(yuan(after - before))
    elif name in (*NUMBERS, *RATES) and before and after:
        difference = _apart(before, after)
    return Change(name, _shown(name, before), _shown(name, after), difference)


def _apart(before: str, after: str) -> str:
    """How far two written numbers are apart; "" if one of them is none."""
    try:
        low, high = parse_number(before), parse_number(after)
    except ValueError:
        return ""
    return "" if low is None or high is None else _signed(decimal_text(high - low))


def _signed(text: str) -> str:
    return text if text.startswith("-") else f"+{text}"


def _shown(name: str, value: Any) -> str | None:
    """A value as text; None where it is empty or unknown."""
    if name in AMOUNTS:
        return None if value is None else yuan(value)
    return value or None
