"""Which findings are not told: ignored by file or sku, waived for a while, known before."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cbec_cli.engine.noted import Noted, plain
from cbec_cli.engine.register import Rule
from cbec_cli.rules import living
from cbec_cli.work.checking.baseline import content_key, write_baseline
from cbec_cli.work.checking.filters import Filter
from cbec_cli.work.checking.options import CheckOptions
from cbec_cli.work.checking.waivers import TOLD, Waiver, described, fits, fits_file

TODAY = date(2026, 11, 23)
WAIVER = Waiver("HSC004", "ruling asked", until=TODAY, sku="A-17")


def a_filter(*waivers: Waiver, files: tuple[str, ...] = (), today: date = TODAY, **chosen: object) -> Filter:
    return Filter(CheckOptions(waivers=waivers, **chosen), today, files)  # type: ignore[arg-type]  # of any kind


def why(
    wanted: Filter, code: str = "HSC004", *, file: str = "in/a.csv", sku: str = "A-17", order_no: str = "D-1"
) -> str:
    return wanted.why_not(code, file=file, sku=sku, order_no=order_no, key=f"{code}:1")


def run(wanted: Filter, *codes: str) -> None:
    for code in codes:
        wanted.runs(Rule(code=code, title="", source="", since="", function=lambda: 0, severity="error"))


def test_a_waiver_covers_its_code_and_place_alone() -> None:
    wanted = a_filter(WAIVER)
    assert why(wanted) == "waived"
    assert why(wanted, sku="A-18") == ""
    assert why(wanted, sku="") == ""
    assert why(wanted, code="HSC002") == ""


@pytest.mark.parametrize(
    ("waiver", "covered"),
    [
        (replace(WAIVER, order="D-1"), True),
        (replace(WAIVER, order="D-2"), False),
        (replace(WAIVER, sku="", order="D-*", file="a.csv"), True),
        (replace(WAIVER, sku="", order="D-*", file="b.csv"), False),
        (replace(WAIVER, sku="", file="in/*"), True),
        (replace(WAIVER, sku="A-1?"), True),
        (replace(WAIVER, sku="a-17"), False),
    ],
)
def test_all_that_a_waiver_names_must_fit(waiver: Waiver, covered: bool) -> None:
    assert why(a_filter(waiver)) == ("waived" if covered else "")


def test_a_waiver_holds_on_its_last_day_and_no_longer() -> None:
    assert why(a_filter(WAIVER)) == "waived"
    later = a_filter(WAIVER, today=TODAY + timedelta(days=1))
    assert why(later) == ""
    assert later.expired == [WAIVER]
    assert a_filter(WAIVER).expired == []
    run(later, "HSC004")
    assert later.unused == []  # told as expired, not twice


def test_a_waiver_that_covers_nothing_is_told() -> None:
    other = replace(WAIVER, sku="B-1")
    wanted = a_filter(WAIVER, other)
    run(wanted, "HSC004")
    assert why(wanted) == "waived"
    assert wanted.unused == [other]


def test_waivers_of_rules_that_did_not_run_or_files_not_checked_are_not_called_useless() -> None:
    elsewhere = replace(WAIVER, file="b.csv")
    wanted = a_filter(WAIVER, elsewhere, files=("in/a.csv",))
    assert wanted.unused == []
    run(wanted, "HSC004")
    assert wanted.unused == [WAIVER]
    unselected = a_filter(WAIVER, ignore=("HSC",))
    run(unselected, "HSC004")
    assert unselected.unused == []


def test_every_waiver_that_covers_a_finding_is_of_use() -> None:
    wide = replace(WAIVER, sku="*")
    wanted = a_filter(WAIVER, wide)
    run(wanted, "HSC004")
    assert why(wanted) == "waived"
    assert wanted.unused == []


def test_codes_are_ignored_for_files_and_for_goods() -> None:
    wanted = a_filter(per_file_ignores={"in/*.csv": ("THR",), "b.csv": ("IDN001",)}, per_sku_ignores={"A-*": ("HSC",)})
    assert why(wanted, "THR001") == "ignored"
    assert why(wanted, "THR001", file="out/a.csv") == ""
    assert why(wanted, "IDN001") == ""
    assert why(wanted, "IDN001", file="deep/in/b.csv") == "ignored"
    assert why(wanted, "HSC004") == "ignored"
    assert why(wanted, "HSC004", sku="B-1") == ""
    assert why(wanted, "HSC004", sku="") == ""
    assert why(a_filter(per_sku_ignores={"A-17": ("ALL",)}), "DEC013") == "ignored"


def test_what_is_ignored_uses_up_neither_waivers_nor_the_baseline() -> None:
    wanted = a_filter(WAIVER, per_sku_ignores={"A-17": ("HSC004",)})
    run(wanted, "HSC004")
    assert why(wanted) == "ignored"
    assert wanted.unused == [WAIVER]


def test_nothing_but_ignore_silences_what_is_said_of_waivers() -> None:
    wanted = a_filter(replace(WAIVER, code="CFG001", sku="", file="*"), per_file_ignores={"*": ("ALL",)})
    assert why(wanted, "CFG001") == ""
    assert wanted.plain("CFG001")


def test_codes_that_nothing_can_touch_are_plain(tmp_path: Path) -> None:
    known = tmp_path / "known.json"
    write_baseline(known, {content_key("IDN001", "a.csv", "", "", "", "x"): 1}, TODAY)
    wanted = a_filter(
        WAIVER,
        replace(WAIVER, code="UOM001", until=date(2020, 1, 1)),
        replace(WAIVER, code="DEC008", file="b.csv"),
        per_file_ignores={"a.csv": ("THR",), "b.csv": ("LBL",)},
        per_sku_ignores={"X": ("DEC013",)},
        baseline=known,
        files=("a.csv",),
    )
    touched = {"HSC004", "IDN001", "THR001", "DEC013"}
    untouched = {"UOM001", "DEC008", "LBL001", "IDN002", "DEC001"}
    assert {code for code in touched | untouched if wanted.plain(code)} == untouched


def test_a_key_counted_n_times_silences_n_findings(tmp_path: Path) -> None:
    known = tmp_path / "known.json"
    write_baseline(known, {"HSC004:1": 2}, TODAY)
    wanted = a_filter(baseline=known)
    assert [why(wanted) for _ in range(4)] == ["known", "known", "", ""]
    assert wanted.why_not("HSC004", file="", sku="", order_no="", key="HSC004:2") == ""


@given(st.lists(st.sampled_from(["HSC004:1", "HSC004:2", "HSC004:3"])), st.randoms())
def test_the_order_of_findings_does_not_change_how_many_are_new(keys: list[str], random: object) -> None:
    def new(order: list[str]) -> list[str]:
        wanted = a_filter()
        wanted._left.update({"HSC004:1": 2, "HSC004:2": 1})
        return sorted(key for key in order if not wanted.why_not("HSC004", file="", sku="", order_no="", key=key))

    shuffled = list(keys)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # a random.Random
    assert new(shuffled) == new(keys)


@pytest.mark.parametrize("name", ["A[1]", "50%", "a*b", "(x", "中文"])
def test_a_name_means_itself_even_with_signs_in_it(name: str) -> None:
    assert fits(name, name)
    assert not fits(name, "")


def test_files_fit_by_name_as_given_and_from_the_working_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    whole = str(tmp_path / "in" / "a.csv")
    for name in ("a.csv", "*.csv", "in/a.csv", "./in/*", whole, "i?/[ab].csv"):
        assert fits_file(name, whole), name
    for name in ("b.csv", "out/*", "A.CSV", "in"):
        assert not fits_file(name, whole), name
    assert fits_file("in/*", "./in/a.csv")
    monkeypatch.chdir("/")
    assert not fits_file("in/a.csv", whole)


def test_waivers_in_words() -> None:
    assert str(WAIVER) == "HSC004 of sku A-17 until 2026-11-23 (ruling asked)"
    both = replace(WAIVER, order="D-1", file="a.csv")
    assert str(both) == "HSC004 of sku A-17, order D-1, file a.csv until 2026-11-23 (ruling asked)"
    assert described([]) == ""
    assert described([WAIVER, WAIVER]) == f"{WAIVER}; {WAIVER}"
    assert described([WAIVER] * (TOLD + 2)).endswith("; and 2 more")


@pytest.mark.parametrize("rule", [living.waiver_expired, living.waiver_unused], ids=["CFG001", "CFG002"])
def test_the_rules_on_waivers_speak_where_there_are_any(rule: Rule) -> None:
    (need,) = rule.needs
    for count, speaks in ((0, False), (1, True), (7, True)):
        assert bool(rule.function(count)) is speaks
        assert bool(plain(rule.function(Noted(count, "Count")))) is speaks
    assert set(rule.good) == set(rule.bad) >= {need}
    assert rule.scope == "file"
