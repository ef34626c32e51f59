"""Rows of small files of orders, and what their results say in short."""

from readings import REMARKS, of_result

from cbec_cli.work.result import Result

SHAVER = {"hs_code": "8510100000", "origin": "JP", "qty": "1", "declared_on": "2026-11-22"}


def line(order_no: str = "", price: str = "100.00", **cells: str) -> dict[str, str]:
    return {**SHAVER, "order_no": order_no, "unit_price": price, **cells}


def reasons(result: Result, i: int = 0) -> set[str]:
    return {reason.code for reason in result.orders.reasons(i)} - REMARKS


def routes(result: Result) -> list[tuple[str, str]]:
    return [(found.route, found.outcome) for found in of_result(result)]
