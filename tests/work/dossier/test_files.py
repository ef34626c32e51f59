"""The files that documents name: there, not empty, what their names say, and never outside the folder."""

import os
import zipfile
from pathlib import Path

import pytest
from dossiers import BISCUITS, checked, of, paper, shipment, stands, without

from cbec_cli.engine.errors import CannotRun
from cbec_cli.work.dossier.files import Folder

PDF = b"%PDF-1.7\n1 0 obj\n"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
JPG = b"\xff\xd8\xff\xe0\x00\x10JFIF"


def office(path: Path, part: str) -> Path:
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr(part, "<x/>")
    return path


@pytest.fixture
def scans(tmp_path: Path) -> Path:
    folder = tmp_path / "scans"
    (folder / "2026").mkdir(parents=True)
    for name, content in {
        "a.pdf": PDF,
        "b.PNG": PNG,
        "c.jpg": JPG,
        "2026/d.pdf": b"\x00\x0d" + PDF,
        "e.jpeg": JPG,
        "notes.txt": b"hello",
        "empty.pdf": b"",
        "blank.pdf": b" \r\n\0\0",
        "picture.pdf": PNG,
        "page.pdf": b"<!DOCTYPE html><html>",
        "text.png": "看这里".encode(),
        "odd.jpg": bytes(range(256)) * 8,
        "program.pdf": b"MZ\x90\x00",
        "half.docx": b"PK\x03\x04 and then nothing",
    }.items():
        (folder / name).write_bytes(content)
    office(folder / "f.docx", "word/document.xml")
    office(folder / "g.xlsx", "xl/workbook.xml")
    office(folder / "h.xlsx", "word/document.xml")
    office(folder / "i.docx", "something/else.xml")
    (tmp_path / "secret.pdf").write_bytes(PDF)
    return folder


@pytest.mark.parametrize(
    "name", ["a.pdf", "b.PNG", "c.jpg", "e.jpeg", "2026/d.pdf", "2026\\d.pdf", "f.docx", "g.xlsx", "notes.txt"]
)
def test_a_file_that_is_what_its_name_says_has_no_fault(scans: Path, name: str) -> None:
    assert Folder(scans).look(name).fault == ""


@pytest.mark.parametrize(
    ("name", "fault", "said"),
    [
        ("a1.pdf", "missing", "there is no file 'a1.pdf'"),
        ("2026/D.pdf", "missing", "the nearest is 'd.pdf'"),
        ("2026", "missing", "is no file"),
        ("empty.pdf", "empty", "is empty"),
        ("blank.pdf", "empty", "holds nothing but blanks"),
        ("picture.pdf", "other", "should be a PDF but is a PNG picture"),
        ("page.pdf", "other", "should be a PDF but is a web page or XML"),
        ("text.png", "other", "should be a PNG picture but is text"),
        ("odd.jpg", "other", "should be a JPEG picture but is something else"),
        ("program.pdf", "other", "should be a PDF but is a Windows program"),
        ("half.docx", "other", "is damaged"),
        ("h.xlsx", "other", "should be an Excel workbook but is a Word document"),
        ("i.docx", "other", "should be a Word document but is a zip archive"),
    ],
)
def test_what_is_wrong_with_a_file_is_said(scans: Path, name: str, fault: str, said: str) -> None:
    seen = Folder(scans).look(name)
    assert seen.fault == fault
    assert said in seen.words


@pytest.mark.parametrize(
    "name",
    [
        "../secret.pdf",
        "2026/../../secret.pdf",
        "..\\secret.pdf",
        "/etc/passwd",
        "C:\\secret.pdf",
        "link/secret.pdf",
        "to.pdf",
    ],
)
def test_nothing_outside_the_folder_is_looked_at(scans: Path, name: str) -> None:
    (scans / "link").symlink_to(scans.parent)
    (scans / "to.pdf").symlink_to(scans.parent / "secret.pdf")
    seen = Folder(scans).look(name)
    assert seen.fault == "missing"
    assert "leads out of the folder" in seen.words


@pytest.mark.parametrize("name", ["a\0.pdf", "x" * 5_000 + ".pdf", "loop"])
def test_a_name_no_file_can_have_is_said(scans: Path, name: str) -> None:
    (scans / "loop").symlink_to(scans / "loop")
    assert Folder(scans).look(name).fault == "missing"


def test_a_pipe_is_never_opened(scans: Path) -> None:
    os.mkfifo(scans / "pipe.pdf")
    assert Folder(scans).look("pipe.pdf").words == "'pipe.pdf' is no file"


def test_a_folder_that_is_not_there_stops(scans: Path) -> None:
    for path in (scans / "nowhere", scans / "a.pdf"):
        with pytest.raises(CannotRun, match="there is no such folder"):
            Folder(path)


@pytest.mark.parametrize(
    ("name", "state"),
    [("a.pdf", "present"), ("x.pdf", "file_missing"), ("empty.pdf", "file_empty"), ("picture.pdf", "file_wrong_type")],
)
def test_a_file_is_looked_at_only_where_a_folder_is_named(tmp_path: Path, scans: Path, name: str, state: str) -> None:
    papers = [*without("contract"), *of("S-1", paper("contract", file=name))]
    result = checked(tmp_path, [BISCUITS], papers, folder=scans)
    assert stands(result, "contract").state == state
    assert shipment(result).verdict == ("ready" if state == "present" else "blocked")
    unseen = checked(tmp_path, [BISCUITS], papers)
    assert stands(unseen, "contract").state == "present"
    assert any("--files" in text for text in unseen.check.data["assumptions"])
