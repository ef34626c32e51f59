"""Calendar files: read back by the library, and what RFC 5545 asks of the bytes."""

import io
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from cbec_cli.report.ics import Event, identifier, write_ics

DAY = date(2026, 11, 23)


def written(*events: Event, name: str = "期限") -> bytes:
    sink = io.BytesIO()
    write_ics(sink, events, name, DAY)
    return sink.getvalue()


def read(content: bytes) -> list[dict[str, str]]:
    found = Calendar.from_ical(content)
    return [{name: str(event.get(name)) for name in ("SUMMARY", "DESCRIPTION")} for event in found.walk("VEVENT")]


texts = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=200)


@given(title=texts, text=texts, day=st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_any_text_comes_back_and_no_line_is_too_long(title: str, text: str, day: date) -> None:
    content = written(Event("a", day, title, f"{text}\n第二行；，\\"))
    (event,) = read(content)
    assert event["DESCRIPTION"].endswith("\n第二行；，\\")
    unfolded = content.replace(b"\r\n ", b"").decode()
    assert "SUMMARY" in unfolded
    for line in content.split(b"\r\n"):
        assert len(line) <= 75
        assert b"\n" not in line
        line.decode()  # a fold never cuts a character


def test_chinese_text_is_kept() -> None:
    (event,) = read(written(Event("a", DAY, "S-1：缴税期限" * 20, "关税法 第四十三条；滞纳金，0.05 %\n第二行")))
    assert event == {"SUMMARY": "S-1：缴税期限" * 20, "DESCRIPTION": "关税法 第四十三条；滞纳金，0.05 %\n第二行"}


def test_whole_days_and_windows() -> None:
    window = Event("b", DAY + timedelta(days=14), "settle", opens=DAY)
    one, two = Calendar.from_ical(written(Event("a", DAY, "pay"), window)).walk("VEVENT")
    assert [(each["DTSTART"].dt, each["DTEND"].dt) for each in (one, two)] == [
        (DAY, DAY + timedelta(days=1)),
        (DAY, DAY + timedelta(days=15)),
    ]
    assert all(each["TRANSP"] == "TRANSPARENT" for each in (one, two))


def test_the_same_thing_keeps_its_identifier_when_its_day_moves() -> None:
    def uid(day: date, key: str = "S-1|payment") -> str:
        (event,) = Calendar.from_ical(written(Event(key, day, "pay"))).walk("VEVENT")
        return str(event["UID"])

    assert uid(DAY) == uid(DAY + timedelta(days=1)) == identifier("S-1|payment")
    assert uid(DAY) != uid(DAY, "S-2|payment")


def test_the_same_input_gives_the_same_bytes_in_any_order() -> None:
    events = [Event("a", DAY, "pay"), Event("b", DAY, "declare"), Event("a", DAY, "pay")]
    assert written(*events) == written(*reversed(events))
    assert written(*events).count(b"BEGIN:VEVENT") == 2
    assert written(*events).endswith(b"END:VCALENDAR\r\n")


def test_characters_no_calendar_may_hold_become_spaces() -> None:
    content = written(Event("a", DAY, "a\x07b\rc\ud800", "d\x00e"), name="x\x1b[0m")
    assert not set(content) & {0, 7, 27}
    assert read(content)[0]["SUMMARY"] == "a b c "


def test_an_empty_calendar_is_one() -> None:
    assert Calendar.from_ical(written()).walk("VEVENT") == []
