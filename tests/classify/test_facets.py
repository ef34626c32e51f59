"""Decision tables."""

from cbec_cli.classify.facets import decide
from cbec_cli.classify.lexicon import Choice, Table

BAGS = Table(
    "bags",
    ("use", "outer"),
    {"use": "What is it carried for?", "outer": "What is the outer surface of?"},
    "heading 4202",
    (
        Choice(("handbag", "leather"), "420221", 3, ""),
        Choice(("handbag", "plastic"), "420222", 5, ""),
        Choice(("handbag", ""), "420229", 1, ""),
        Choice(("pocket", "leather"), "420231", 2, ""),
        Choice(("pocket", "plastic"), "420232", 2, ""),
    ),
)


def test_known_values_decide() -> None:
    decision = decide(BAGS, {"use": "handbag", "outer": "leather"})
    assert decision is not None
    assert decision.shares == (("420221", 1.0),)
    assert decision.asked == ""
    assert decision.decided == (("use", "handbag"), ("outer", "leather"))


def test_what_is_not_said_leaves_alternatives_and_the_question() -> None:
    decision = decide(BAGS, {"use": "handbag"})
    assert decision is not None
    assert [code for code, _ in decision.shares] == ["420222", "420221", "420229"]
    assert sum(share for _, share in decision.shares) == 1
    assert decision.asked == "What is the outer surface of?"


def test_a_value_the_table_does_not_name_contradicts_nothing() -> None:
    assert decide(BAGS, {"use": "handbag", "outer": "gold"}) == decide(BAGS, {"use": "handbag"})


def test_no_row_allows_what_is_known() -> None:
    only = Table("t", ("a", "b"), {}, "", (Choice(("x", "1"), "420221", 1, ""), Choice(("y", "2"), "420222", 1, "")))
    assert decide(only, {"a": "x", "b": "2"}) is None
