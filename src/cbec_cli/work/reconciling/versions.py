"""Customs' side: each bill once, as customs last sent it, in an order that does not depend on that of the files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cbec_cli.tables import arrow
from cbec_cli.tables.groups import arrow_codes, blank, take
from cbec_cli.tables.tax_bill_cells import TAXES, TEXTS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cbec_cli.tables.tax_bills import Bills

_MIX = np.uint64(0x9E3779B97F4A7C15)


@dataclass(slots=True)
class Chosen:
    """Bills by number, each once; columns of equal length.

    Attributes:
        texts, status, moment, amounts, readable, file, place: as in `tables.tax_bills.Bills`.
        lines_of: (first, count) of the lines in `bills.lines`; those of an equal version if the last one has none.
        times: how often it was sent.
        conflict: sent at the same moment with other amounts.
        unknown_states: states customs sent of bills that are not there.
    """

    bills: Bills
    texts: dict[str, pa.StringArray]
    status: NDArray[np.int8]
    amounts: NDArray[np.int64]
    readable: NDArray[np.bool_]
    file: NDArray[np.int32]
    place: NDArray[np.int64]
    first_line: NDArray[np.int64]
    line_count: NDArray[np.int64]
    times: NDArray[np.int64]
    conflict: NDArray[np.bool_]
    unknown_states: int

    def __len__(self) -> int:
        """How many bills."""
        return len(self.status)


def choose(bills: Bills) -> Chosen:
    """The last version of each bill, sorted by number.

    The last is the one of the latest moment. A status only moves forward (generated, summarised, void), so the furthest
    that any version or any message CEB818 tells is the one that holds: the moment in an exported table is that of the
    bill, not of the export.
    """
    keys = _keys(bills)
    codes = _codes(keys)
    count = int(codes.max(initial=-1)) + 1
    times = np.bincount(codes, minlength=count).astype(np.int64)
    last, lines, conflict = _last(bills, codes, times)
    order = _sorted(keys, last)
    last, lines = last[order], lines[order]
    bill_of = np.empty(count, np.int64)
    bill_of[order] = np.arange(count)
    status, ent_duty_no, unknown = _furthest(bills, last, bill_of[codes])
    return Chosen(
        bills=bills,
        texts={name: take(bills.texts[name], last) for name in TEXTS} | {"ent_duty_no": ent_duty_no},
        status=status,
        amounts=np.stack([bills.amounts[name][last] for name in TAXES], axis=1),
        readable=bills.readable[last],
        file=bills.file[last],
        place=bills.place[last],
        first_line=bills.first_line[lines],
        line_count=bills.line_count[lines],
        times=times[order],
        conflict=conflict[order],
        unknown_states=unknown,
    )


def _keys(bills: Bills) -> pa.StringArray:
    """What a bill is known by: its number, else that of its list, else its place."""
    tax_no, invt_no = bills.texts["tax_no"], bills.texts["invt_no"]
    if not tax_no.null_count:
        return tax_no
    listed = pc.binary_join_element_wise(arrow.word("\1list "), invt_no, arrow.word(""))
    places = zip(bills.file.tolist(), bills.place.tolist(), strict=True)
    alone = arrow.strings([f"\2{bills.files[file]} {place:012}" for file, place in places])
    return pc.coalesce(tax_no, listed, alone)


def _codes(texts: pa.StringArray) -> NDArray[np.int32]:
    return arrow_codes(texts.dictionary_encode().indices)


def _sorted(keys: pa.StringArray, chosen: NDArray[np.int64]) -> NDArray[np.int64]:
    """The order of some texts."""
    indices: NDArray[Any] = arrow.numbers(pc.sort_indices(take(keys, chosen)), np.uint64)
    return indices.astype(np.int64)


def _last(
    bills: Bills, group: NDArray[Any], times: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.bool_]]:
    """Of each group: its last version, the version whose lines are taken, and whether customs contradict themselves."""
    count = len(times)
    last, conflict = np.zeros(count, np.int64), np.zeros(count, np.bool_)
    alone = np.flatnonzero(times[group] == 1)
    last[group[alone]] = alone
    several = np.flatnonzero(times[group] > 1)
    if not len(several):
        return last, last, conflict
    has_lines = bills.line_count[several] > 0
    amounts = [bills.amounts[name][several] for name in TAXES]
    content = _content(bills, several)
    moment, status = bills.moment[several], bills.status[several]
    files = np.argsort(np.argsort(np.array(bills.files)))[bills.file[several]]
    keys = (-bills.place[several], -files, content, *amounts, has_lines, bills.readable[several], status, moment)
    ordered = np.lexsort((*keys, group[several]))
    ends = np.append(np.flatnonzero(np.diff(group[several][ordered])), len(ordered) - 1)
    final = ordered[ends]
    last[group[several[final]]] = several[final]
    lines = last.copy()
    mine = last[group[several]]
    same = np.ones(len(several), np.bool_)
    for name, amount in zip(TAXES, amounts, strict=True):
        same &= amount == bills.amounts[name][mine]
    at_once = (moment == bills.moment[mine]) & (status == bills.status[mine])
    conflict[group[several[~same & at_once & (bills.readable[several] == bills.readable[mine])]]] = True
    bare = bills.line_count[mine] == 0
    for i in ordered[(bare & same & has_lines)[ordered]].tolist():  # the last of them stays
        lines[group[several[i]]] = several[i]
    return last, lines, conflict


def _content(bills: Bills, some: NDArray[np.int64]) -> NDArray[np.int64]:
    """A number for the rest of what a version says; it only has to put versions that differ in a fixed order."""
    total = np.zeros(len(some), np.uint64)
    for name in TEXTS:
        taken = take(bills.texts[name], some)
        distinct = taken.dictionary_encode()
        hashes = np.array([_text_number(text) for text in distinct.dictionary.to_pylist()] + [0], np.uint64)
        total = total * _MIX + hashes[arrow_codes(distinct.indices)]
    lines = bills.lines
    if not len(lines.gnum):
        return total.view(np.int64)
    each = lines.gnum.astype(np.uint64) * _MIX + lines.code.astype(np.uint64)
    for amount in lines.amounts.values():
        each = each * _MIX + amount.astype(np.uint64)
    sums = np.append(np.zeros(1, np.uint64), np.cumsum(each * _MIX))
    first = bills.first_line[some]
    mixed: NDArray[np.int64] = (total * _MIX + sums[first + bills.line_count[some]] - sums[first]).view(np.int64)
    return mixed


def _text_number(text: str) -> int:
    """The same number for the same text in every run."""
    from zlib import crc32  # noqa: PLC0415 -- only bills sent twice need it

    return crc32(text.encode())


def _furthest(
    bills: Bills, last: NDArray[np.int64], bill: NDArray[np.int64]
) -> tuple[NDArray[np.int8], pa.StringArray, int]:
    """Status and pay slip of each bill after all that customs sent; how many later messages know no bill."""
    states = bills.states
    later = arrow_codes(pc.index_in(states.tax_no, value_set=take(bills.texts["tax_no"], last), skip_nulls=True))
    told = np.concatenate([bill, later])
    status = np.zeros(len(last) + 1, np.int8)
    np.maximum.at(status, told, np.concatenate([bills.status, states.status]))  # what knows no bill goes to the end
    slips = pa.concat_arrays([bills.texts["ent_duty_no"], states.ent_duty_no])
    some = np.flatnonzero(arrow.valid(slips) & (told >= 0))
    slips, told = take(slips, some), told[some]
    moment = np.concatenate([bills.moment, states.moment])[some]
    at = np.full(len(last), len(some), np.int64)
    rows = np.lexsort((_ranks(slips), moment))
    at[told[rows]] = rows  # the latest stays
    return status[:-1], take(pa.concat_arrays([slips, blank(1)]), at), int((later < 0).sum())


def _ranks(texts: pa.StringArray) -> NDArray[np.int64]:
    """The place of each text among all, sorted."""
    rank = np.empty(len(texts), np.int64)
    rank[_sorted(texts, np.arange(len(texts)))] = np.arange(len(texts))
    return rank
