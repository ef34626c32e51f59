"""What a column is: its headings, what its cells hold, who needs it and what customs messages make of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from cbec_cli.engine.mask import Personal

Kind = Literal[
    "code",
    "id",
    "text",
    "money",
    "quantity",
    "weight",
    "day",
    "mode",
    "country",
    "currency",
    "unit",
    "preference",
    "count",
]
Scope = Literal["line", "order"]
Table = Literal["orders", "declarations", "catalog", "returns"]
"""What a table holds: orders to cost, a declaration batch (进口清单), a product catalogue, or returned goods."""

NUMBER_KINDS: tuple[Kind, ...] = ("money", "quantity", "weight")
"""Kinds whose cells become whole hundred-thousandths."""

CATEGORY_KINDS: tuple[Kind, ...] = ("code", "mode", "country", "currency", "unit", "preference")
"""Kinds whose cells repeat so often that the distinct texts are looked up once."""

TABLES: tuple[Table, ...] = ("orders", "declarations", "catalog")
BATCHES: tuple[Table, ...] = ("orders", "declarations")
CHECKED: tuple[Table, ...] = ("declarations", "catalog")
DECLARED: tuple[Table, ...] = ("declarations",)
COSTED: tuple[Table, ...] = ("orders",)
LISTED: tuple[Table, ...] = ("catalog",)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table of order lines or products.

    Attributes:
        name: canonical name, snake_case; also the fact the rules read.
        title: the column in English words.
        title_zh: the heading of the customs templates.
        kind: what a cell holds; decides how it is read and how the template formats it.
        note: one sentence for the person who fills the column in.
        note_zh: the same in Chinese.
        example: a cell as it should look.
        scope: `order` when every line of an order must carry the same value.
        aliases: other headings that mean this column, Chinese and English.
        choices: the values a drop-down offers; empty when anything goes.
        required: whether an order line cannot be costed without it.
        needed_in: the tables whose every line needs it. Of a declaration list these are the fields that message CEB621
            (海关跨境电商统一版, edition 202205) requires, without those the e-port fills in itself, those with one
            lawful value only (currency, type of ID, number of packages), and those a rule of their own asks for.
        tables: the templates it stands in.
        personal: how the cell identifies a person, and so is masked; empty if it does not.
        longest: characters its field of the customs messages may have; 0 if nothing limits it but its own rules.
        element: its element in messages CEB621 and CEB311; empty if they have none.
        repeats: whether the official list carries the heading twice, for the declaration head and then for the goods.
    """

    name: str
    title: str
    title_zh: str
    kind: Kind
    note: str
    note_zh: str
    example: str = ""
    scope: Scope = "line"
    aliases: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    required: bool = False
    needed_in: tuple[Table, ...] = ()
    tables: tuple[Table, ...] = DECLARED
    personal: Personal = ""
    longest: int = 0
    element: str = ""
    repeats: bool = False

    @property
    def headings(self) -> tuple[str, ...]:
        """Every heading that means this column: canonical name and titles first."""
        return (self.name, self.title, self.title_zh, *self.aliases)

    @property
    def bilingual(self) -> str:
        """The heading of the template: Chinese title, then the canonical name."""
        return f"{self.title_zh} / {self.name}"

    def needed(self, table: Table) -> bool:
        """Whether every line of such a table needs it."""
        return self.required if table == "orders" else table in self.needed_in


MODES = ("9610", "1210", "1239", "0110")
"""Supervision modes of an import order: direct purchase, bonded, bonded A, general trade."""

CURRENCIES = ("CNY", "USD", "EUR", "JPY", "GBP", "HKD", "KRW", "AUD", "NZD", "CAD", "SGD", "THB")
"""The currencies the drop-down offers; any code of the customs table may be typed."""

UNITS = ("件", "个", "瓶", "盒", "罐", "包", "双", "台", "套", "片", "支", "千克", "克", "升", "毫升")
"""The units of measure the drop-down offers; any unit of the customs table may be typed."""
