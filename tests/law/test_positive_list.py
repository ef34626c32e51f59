"""The positive list: yes and no only from a complete edition in force, evidence otherwise."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cbec_cli.engine.errors import CannotRun
from cbec_cli.law.editions import Edition, ListLine, announced, edition_name, imported_editions, save_edition
from cbec_cli.law.positive_list import PositiveList, evidence_counts, hints, known_codes, load_positive_list
from cbec_cli.law.tariff import load_tariff
from cbec_cli.law.user_data import VARIABLE

DAY = date(2026, 11, 22)
SPECIES = "列入《进出口野生动植物种商品目录》的商品除外"
TARIFF = load_tariff()
LISTED = {
    "33049900": "",
    "42021190": SPECIES,
    "03061200": "仅限网购保税商品",
    "17019910": "每人每年不超过2千克",
    "32151900": "仅限家用打印机墨水",
    "04031000": "",
}
"""04031000 is a code the tariff no longer has."""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    return tmp_path


def edition(
    name: str = "2022-7",
    since: date = date(2022, 3, 1),
    until: date | None = None,
    remarks: dict[str, str] | None = None,
    *,
    complete: bool = True,
) -> Edition:
    remarks = LISTED if remarks is None else remarks
    return Edition(
        edition=name,
        since=since,
        until=until,
        source=f"财政部等八部门公告{name[:4]}年第{name[5:]}号",
        complete=complete,
        file="annex.xlsx",
        sha256="0" * 64,
        imported_on=date(2026, 11, 1),
        lines=tuple(ListLine(number=i, code=c, name="货品", remark=r) for i, (c, r) in enumerate(remarks.items(), 1)),
    )


def holding(*editions: Edition) -> PositiveList:
    return PositiveList(editions, known_codes(), hints(), TARIFF)


OLD = edition("2019-96", date(2020, 1, 1), date(2022, 2, 28), {"09021010": "仅限网购保税商品", "33049900": ""})


# -- a complete edition ---------------------------------------------------------------------------------------------


def test_a_complete_edition_answers_yes_and_no() -> None:
    loaded = holding(edition())
    assert loaded.complete_on(DAY)
    listed = loaded.standing("3304990029", DAY)
    assert (listed.state, listed.edition, listed.certain) == ("listed", "公告2022年第7号", True)
    assert loaded.standing("33049900", DAY) == listed
    absent = loaded.standing("8703234110", DAY)
    assert (absent.state, absent.remark, absent.evidence) == ("not_listed", "", "")
    assert loaded.standing("8415101000", DAY).state == "not_listed"


def test_it_answers_only_for_its_days() -> None:
    loaded = holding(OLD, edition())
    assert [
        each.edition if each else "" for each in map(loaded.edition_on, (date(2019, 12, 31), date(2020, 1, 1)))
    ] == [
        "",
        "2019-96",
    ]
    assert loaded.edition_on(date(2022, 2, 28)) is OLD
    assert loaded.standing("0902101000", date(2022, 2, 28)).state == "listed"
    assert loaded.standing("0902101000", date(2022, 3, 1)).state == "not_listed"
    assert not loaded.complete_on(date(2019, 12, 31))
    assert loaded.standing("3304990029", date(2019, 12, 31)).state == "unknown"


def test_a_later_edition_ends_an_earlier_one_without_an_end() -> None:
    later = edition("2027-3", date(2027, 3, 1), remarks={"09021010": ""})
    assert holding(edition(), later).standing("3304990029", date(2027, 3, 1)).state == "not_listed"


def test_a_code_that_may_be_a_renumbered_one_is_unknown() -> None:
    found = holding(edition()).standing("0403209900", DAY)
    assert (found.state, found.grade) == ("unknown", "renumbered")
    assert "04031000" in found.evidence
    assert holding(edition()).standing("0403100000", DAY).state == "listed"


def test_an_incomplete_edition_never_says_no() -> None:
    loaded = holding(edition(complete=False))
    assert not loaded.complete_on(DAY)
    assert loaded.standing("3304990029", DAY).state == "listed"
    assert loaded.standing("8703234110", DAY).state == "unknown"


@pytest.mark.parametrize("code", ["", "x", "3304", "33049900x9", "３３０４９９００"])
def test_what_is_no_code_is_unknown(code: str) -> None:
    assert holding(edition()).standing(code, DAY).state == "unknown"


# -- remarks --------------------------------------------------------------------------------------------------------


def test_remarks_are_applied() -> None:
    loaded = holding(edition())
    assert loaded.standing("0306120000", DAY).only_bonded
    sugar = loaded.standing("1701991090", DAY)
    assert (sugar.cap, sugar.cap_group, sugar.certain) == (200_000, "1701", True)
    ink = loaded.standing("3215190090", DAY)
    assert (ink.excluded, ink.excluded_certain) == ("仅限家用打印机墨水", False)


def test_ten_digits_tell_goods_of_protected_species_from_others() -> None:
    loaded = holding(edition())
    protected, other, short = (loaded.standing(code, DAY) for code in ("4202119010", "4202119090", "42021190"))
    assert (protected.excluded, protected.excluded_certain) == (SPECIES, True)
    assert (other.excluded, other.excluded_certain, other.remark) == ("", False, SPECIES)
    assert (short.excluded, short.excluded_certain) == (SPECIES, False)


def test_where_the_tariff_does_not_tell_goods_apart_the_user_must() -> None:
    honey = holding(edition(remarks={"04090000": SPECIES})).standing("0409000000", DAY)
    assert (honey.excluded, honey.excluded_certain) == (SPECIES, False)


# -- evidence -------------------------------------------------------------------------------------------------------


def test_without_an_edition_everything_is_unknown() -> None:
    loaded = holding()
    assert not loaded.complete_on(DAY)
    assert {loaded.standing(code, DAY).state for code in known_codes()} == {"unknown"}
    assert loaded.edition_on(DAY) is None


@pytest.mark.parametrize(
    ("code", "grade", "said"),
    [
        ("0409000000", "official-text", "it stood in the list of 2016 (公告2016年第40号, no longer in force)"),
        ("0402290000", "filed-before-list", "entered as CBEC imports in 2014 to 2016"),
        (
            "6403190090",
            "general-knowledge",
            "heading 6401 to 6405 (鞋靴) is thought to be on the list (likelihood high",
        ),
        ("8415101000", "general-knowledge", "part of heading 8414 to 8424"),
        ("3006500000", "general-knowledge", "are thought not to be on the list"),
        ("9307009000", "general-knowledge", "it was taken off the list on 2022-03-01"),
        ("8703234110", "none", "nothing is known of it"),
    ],
)
def test_evidence_is_graded_and_said(code: str, grade: str, said: str) -> None:
    found = holding().standing(code, DAY)
    assert (found.state, found.grade, found.certain) == ("unknown", grade, False)
    assert said in found.evidence


def test_sugar_and_rice_have_caps_that_are_known_without_the_text() -> None:
    sugar, rice = (holding().standing(code, DAY) for code in ("1701991090", "1006302090"))
    assert (sugar.cap, sugar.cap_group, rice.cap, rice.cap_group) == (200_000, "1701", 2_000_000, "1006")
    assert sugar.remark == "at most 2 kg per person and year (食糖)"
    assert sugar.edition == "accounts of 财政部等八部门公告2022年第7号, not its text"
    assert holding().standing("1701991090", date(2022, 2, 28)).cap == 0
    assert holding(edition(remarks={"17019910": ""})).standing("1701991090", DAY).cap == 0


def test_named_goods_known_without_the_text() -> None:
    ink = holding().standing("3215190090", DAY)
    assert (ink.excluded, ink.excluded_certain, ink.certain) == ("仅限家用打印机墨水", False, False)


def test_a_remark_of_2016_is_shown_as_one_of_2016() -> None:
    eggs = holding().standing("04079090", DAY)
    assert (eggs.excluded, eggs.edition) == (SPECIES, "公告2016年第40号, no longer in force")


def test_an_edition_no_longer_in_force_is_evidence_with_its_remarks() -> None:
    tea = holding(OLD).standing("0902101000", DAY)
    assert (tea.state, tea.grade, tea.only_bonded, tea.certain) == ("unknown", "earlier-edition", True, False)
    assert tea.evidence == "it stands in the edition of 公告2019年第96号, which ended on 2022-02-28"
    assert tea.edition == "公告2019年第96号, no longer in force"
    assert holding(OLD).standing("0409000000", DAY).grade == "official-text"


def test_evidence_is_counted_in_words() -> None:
    assert evidence_counts({"none": 2, "official-text": 9, "renumbered": 0}) == (
        "9 stood in the lists of 2016, 2 without any evidence"
    )
    assert evidence_counts({}) == ""


def test_the_fragment_is_never_more_than_evidence() -> None:
    for known in known_codes().values():
        assert ("official-text" in known.evidence) == (known.edition in {"2016-40", "2016-47"})
        assert known.evidence


@given(st.text("0123456789", min_size=8, max_size=10), st.dates(date(2016, 4, 8), date(2030, 1, 1)))
def test_every_code_has_a_standing_on_every_day(code: str, day: date) -> None:
    loaded = holding(OLD, edition())
    found = loaded.standing(code, day)
    assert found.state in {"unknown", "listed", "not_listed"}
    assert found.state != "not_listed" or loaded.complete_on(day)
    assert loaded.standing(code, day) is found


# -- editions -------------------------------------------------------------------------------------------------------


def test_the_law_names_the_editions_with_their_lines_and_days() -> None:
    found = {each.edition: (each.lines, each.since, each.until) for each in announced()}
    assert found["2019-96"] == (1413, date(2020, 1, 1), date(2022, 2, 28))
    assert found["2022-7"] == (1476, date(2022, 3, 1), None)


@pytest.mark.parametrize(
    ("text", "name"),
    [("财政部等八部门公告2022年第7号", "2022-7"), ("2022-7", "2022-7"), ("../x", ""), ("", ""), ("a" * 41, "")],
)
def test_names_of_editions(text: str, name: str) -> None:
    assert edition_name(text) == name


def test_what_is_kept_is_read_again_and_used() -> None:
    assert load_positive_list().editions == ()
    save_edition(edition())
    save_edition(OLD)
    assert imported_editions() == (OLD, edition())
    loaded = load_positive_list()
    assert loaded.editions == (OLD, edition())
    assert load_positive_list() is loaded
    assert str(edition()) == "公告2022年第7号, 6 lines, imported on 2026-11-01"


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text[:100],
        lambda text: text.replace("positive-list/1", "positive-list/9"),
        lambda text: text.replace("33049900", "3304990"),
        lambda text: text.replace("2022-03-01", "2022-13-01"),
        lambda _: "[]",
        lambda _: "",
    ],
)
def test_a_damaged_edition_is_named(spoil: Callable[[str], str]) -> None:
    path = save_edition(edition())
    path.write_text(spoil(path.read_text(encoding="utf-8")), encoding="utf-8")
    with pytest.raises(CannotRun, match="import the annex again, or delete the file") as stop:
        load_positive_list()
    assert str(path) in str(stop.value)
    assert "\n" not in str(stop.value)


def test_an_edition_that_is_a_folder(folder: Path) -> None:
    (folder / "positive-list" / "a.json").mkdir(parents=True)
    with pytest.raises(CannotRun, match="cannot be read"):
        imported_editions()


def test_a_source_without_a_number_is_shown_as_it_is() -> None:
    assert edition().model_copy(update={"source": "new list"}).name == "new list"
    assert edition().model_copy(update={"source": ""}).name == "2022-7"
