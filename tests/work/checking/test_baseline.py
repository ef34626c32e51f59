"""The baseline: keyed by content, damaged files refused."""

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cbec_cli.engine.errors import CannotRun
from cbec_cli.work.checking.baseline import Baseline, content_key, read_baseline, write_baseline

DAY = date(2026, 11, 23)
texts = st.text(max_size=12)
names = st.text(st.characters(exclude_characters="/\\"), max_size=12)
lines = st.tuples(st.sampled_from(["THR001", "IDN001"]), names, texts, texts, texts, texts)


def test_a_key_begins_with_its_code_and_stays_as_it_is() -> None:
    """Users keep baselines: the same content must give the same key in every version."""
    assert content_key("THR001", "in/march.csv", "D-1", "", "", "5000.01") == "THR001:ee53e396642b966b05a65679"
    assert content_key("IDN001", "三月.csv", "订单1", "2", "A", "…") == "IDN001:5e549beb9af068c2f834f85a"


@given(lines, st.sampled_from(["", "a/", "/data/x/", "..\\", "C:\\data\\", "./"]))
def test_folders_do_not_matter(line: tuple[str, ...], folder: str) -> None:
    code, file, *rest = line
    assert content_key(code, folder + file, *rest) == content_key(code, file, *rest)


@given(lines, lines)
def test_two_keys_are_equal_exactly_where_the_contents_are(one: tuple[str, ...], other: tuple[str, ...]) -> None:
    assert (content_key(*one) == content_key(*other)) == (one == other)


@given(lines, st.integers(0, 5), st.characters(exclude_characters="/\\"))
def test_changing_any_part_changes_the_key(line: tuple[str, ...], place: int, sign: str) -> None:
    changed = list(line)
    changed[place] += sign
    assert content_key(*changed) != content_key(*line)


def test_parts_do_not_run_into_each_other() -> None:
    assert content_key("THR001", "a", "12", "3", "", "") != content_key("THR001", "a", "1", "23", "", "")


def test_what_is_no_unicode_has_a_key_too() -> None:
    assert content_key("THR001", "a", "\ud800", "", "", "") != content_key("THR001", "a", "\ud801", "", "", "")


@given(st.lists(lines, max_size=20), st.randoms())
def test_the_order_of_rows_does_not_change_a_baseline(found: list[tuple[str, ...]], random: object) -> None:
    shuffled = list(found)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # a random.Random
    assert {content_key(*each) for each in shuffled} == {content_key(*each) for each in found}


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "known.json"
    write_baseline(path, {"THR001:b": 2, "IDN001:a": 1}, DAY)
    found = read_baseline(path)
    assert found == Baseline({"THR001:b": 2, "IDN001:a": 1}, "2026-11-23")
    assert found.codes() == {"THR001", "IDN001"}
    assert path.read_text(encoding="utf-8") == (
        '{\n "schema": "cbec/baseline/1",\n "written": "2026-11-23",\n'
        ' "findings": {\n  "IDN001:a": 1,\n  "THR001:b": 2\n }\n}\n'
    )
    write_baseline(path, {}, DAY)
    assert read_baseline(path).findings == {}
    assert [each.name for each in tmp_path.iterdir()] == ["known.json"]


def test_an_old_baseline_stays_when_a_new_one_cannot_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "known.json"
    write_baseline(path, {"THR001:b": 2}, DAY)

    def fail(_: Path, __: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(CannotRun, match=r"cannot write .*known\.json: no room is left on the disk"):
        write_baseline(path, {}, DAY)
    assert read_baseline(path).findings == {"THR001:b": 2}
    assert [each.name for each in tmp_path.iterdir()] == ["known.json"]


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(CannotRun, match="the folder does not exist"):
        write_baseline(tmp_path / "none" / "known.json", {}, DAY)
    with pytest.raises(CannotRun, match=r"the baseline cannot be read .*; make it: --write-baseline"):
        read_baseline(tmp_path / "known.json")


def as_json(findings: object, schema: str = "cbec/baseline/1") -> str:
    return json.dumps({"schema": schema, "written": "", "findings": findings})


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "damaged"),
        ("<<<<<<< HEAD", "damaged"),
        ("[" * 100_000, "damaged"),
        ("\udcff", "damaged"),
        ("[]", "schema None"),
        ("{}", "schema None"),
        (as_json({}, "cbec/baseline/2"), "schema 'cbec/baseline/2', wanted 'cbec/baseline/1'"),
        (as_json([]), "`findings` is no table"),
        (as_json(None), "`findings` is no table"),
        (as_json({"THR001:a": "1"}), "'THR001:a' is counted '1'"),
        (as_json({"THR001:a": True}), "'THR001:a' is counted True"),
        (as_json({"THR001:a": 0}), "'THR001:a' is counted 0"),
        (as_json({"THR001:a": 1.5}), "'THR001:a' is counted 1.5"),
    ],
)
def test_a_damaged_baseline_is_refused(text: str, says: str, tmp_path: Path) -> None:
    path = tmp_path / "known.json"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(CannotRun) as stop:
        read_baseline(path)
    assert str(stop.value).startswith(f"{path}: ")
    assert says in str(stop.value)
    assert stop.value.fix == "write it again with --write-baseline"
