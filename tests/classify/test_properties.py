"""What must not change an answer."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from cbec_cli.classify.answer import Classifier
from cbec_cli.classify.evidence import Product
from cbec_cli.classify.traditional import simplified

if TYPE_CHECKING:
    from cbec_cli.classify.answer import Classified

IRRELEVANT = ("正品", "包邮", "新款", "海外直邮", "现货", "2026", "热卖", "官方", "new", "hot", "official", "2026")
_WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}


def codes(said: Classified) -> list[tuple[str, float]]:
    return [(one.hs10, one.probability) for one in said.candidates]


@given(st.data())
@settings(max_examples=300)
def test_an_irrelevant_word_never_changes_a_sure_chapter(
    classifier: Classifier, titles: list[str], data: st.DataObject
) -> None:
    title = data.draw(st.sampled_from(titles))
    word = data.draw(st.sampled_from(IRRELEVANT))
    before = classifier.classify(Product(title))
    if before.answer is None:
        return
    for changed in (f"{word} {title}", f"{title} {word}"):
        assert classifier.classify(Product(changed)).candidates[0].hs6[:2] == before.answer.code[:2]


def test_letter_case_and_width_change_nothing(classifier: Classifier, titles: list[str]) -> None:
    for title in titles[::7]:
        plain = codes(classifier.classify(Product(title)))
        assert codes(classifier.classify(Product(title.upper()))) == plain
        if not title.isascii():  # a wide letter makes an English title no Chinese one, but ASCII is read by a short way
            assert codes(classifier.classify(Product(title.translate(_WIDE)))) == plain


def test_traditional_characters_change_nothing(classifier: Classifier, titles: list[str]) -> None:
    traditional: dict[int, str] = {}
    for code, simple in simplified().items():
        traditional.setdefault(ord(simple), chr(code))
    for title in titles[::7]:
        other = title.translate(traditional)
        assert codes(classifier.classify(Product(other))) == codes(classifier.classify(Product(title)))


def test_the_order_of_products_changes_nothing(titles: list[str]) -> None:
    some = titles[::23]
    forwards, backwards = Classifier(), Classifier()
    there = {title: codes(forwards.classify(Product(title))) for title in some}
    back = {title: codes(backwards.classify(Product(title))) for title in reversed(some)}
    assert there == back


def test_the_hash_seed_changes_nothing(titles: list[str]) -> None:
    program = (
        "import json,sys\n"
        "from cbec_cli.classify.answer import Classifier\n"
        "from cbec_cli.classify.evidence import Product\n"
        "from cbec_cli.classify.history import History\n"
        "titles=json.load(sys.stdin)\n"
        "c=Classifier(History([(t, '33049900') for t in titles[:50]]))\n"
        "print([[(o.hs10,o.probability,[b.text for b in o.because],o.history) for o in"
        " c.classify(Product(t)).candidates] for t in titles])\n"
    )
    answers = {
        subprocess.run(
            [sys.executable, "-c", program],
            input=json.dumps(titles[::29]),
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONUTF8": "1"},
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=True,
        ).stdout
        for seed in ("0", "1", "4242")
    }
    assert len(answers) == 1


@given(st.text(max_size=200))
@settings(max_examples=500)
def test_any_text_gets_an_answer_or_a_reason(classifier: Classifier, text: str) -> None:
    said = classifier.classify(Product(text))
    assert (said.answer is None) == bool(said.unsure)
    for candidate in said.candidates:
        for because in candidate.because:
            if because.end:
                assert text[because.start : because.end] == because.text


@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=60))
@settings(max_examples=200)
def test_no_column_brings_it_down(classifier: Classifier, one: str, other: str, third: str) -> None:
    product = Product("女士手提包", brand=one, spec=other, material=third, category=one, ingredients=other, code=third)
    assert classifier.classify(product).candidates
