"""The rules of a registry, each at its edges, and what it says of a value that breaks it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from conftest import REGISTRY

from pvd_cli.registry import rules

TODAY = date(2027, 3, 1)


class Frozen(date):
    """A date whose today does not change at midnight."""

    @classmethod
    def today(cls) -> Frozen:
        return cls(TODAY.year, TODAY.month, TODAY.day)


@pytest.mark.parametrize(
    ("rule", "good", "bad"),
    [
        (rules.whole, [0, 1, 10**7, 10**12], [-1, 10**12 + 1, True, False, 1.0, "7", None]),
        (rules.between(-90, 90), [-90, 90, 0, 43.5], [-90.001, 90.001, True, "43", None]),
        (
            rules.signed(date(2020, 10, 1)),
            [None, "2021-04-09", "2020-10-01", TODAY.isoformat()],
            [(TODAY + timedelta(1)).isoformat(), "2020-09-30", "0001-01-01", "2021", ""],
        ),
        (rules.one_of("CC", "CA"), ["CC", "CA"], ["cc", "", None, 1]),
        (rules.text, ["Apt", "é"], ["", " ", None, 1, "e\u0301", "a\x1bb", "a\u202eb", "\ud800"]),
        (rules.text, ["l'été\u00a0: oui"], [" Apt", "Apt ", "Apt\u00a0", "\u202fApt", "Apt\u3000"]),
        (rules.name, ["Le Luc"], ["Le  Luc", "Le\u00a0Luc", "Le\u2009Luc", "Apt\u00a0", "", None, "e\u0301"]),
        (rules.maybe(rules.text), ["Apt", None], ["", 1]),
        (rules.many(rules.whole), [[], [rules.Node(0, 1)]], [[rules.Node(-1, 1)], None, {}]),
    ],
)
def test_a_rule_holds_up_to_its_edges(
    monkeypatch: pytest.MonkeyPatch, rule: rules.Rule, good: list[object], bad: list[object]
) -> None:
    monkeypatch.setattr("pvd_cli.registry.rules.date", Frozen)
    assert [list(rule.check(rules.Node(value, 1, text=str(value)))) for value in good] == [[]] * len(good)
    assert [len(list(rule.check(rules.Node(value, 7, text=str(value))))) for value in bad] == [1] * len(bad)
    assert {problem.line for value in bad for problem in rule.check(rules.Node(value, 7))} <= {1, 7}


def test_what_has_no_name_is_named_by_its_number() -> None:
    items = [rules.Node(0, 1), rules.Node(-1, 2), rules.Node("x", 3, True, "x")]
    problems = list(rules.many(rules.whole).check(rules.Node(items, 1)))
    assert [(problem.line, problem.where) for problem in problems] == [(2, "2"), (3, "3")]


def test_a_long_value_is_shown_in_part_and_a_structure_by_its_kind() -> None:
    def said(value: object, text: str = "", *, quoted: bool = False) -> str:
        (problem,) = rules.whole.check(rules.Node(value, 1, quoted, text))
        return problem.message.split(" is not")[0]

    assert said("x", "x" * 59) == "x" * 59
    assert said("x", "x" * 60) == "x" * 60 + "…"
    assert said("x", "x" * 200, quoted=True) == '"' + "x" * 60 + '…"'
    assert [said([]), said({}), said(None), said(None, "~")] == ["a list", "a mapping", "null", "~"]


@pytest.mark.parametrize(
    ("rule", "value", "message"),
    [
        (rules.code(5), None, 'null is not a code; write 5 digits in quotes, like "04209"'),
        (rules.code(2), [], 'a list is not a code; write 2 digits in quotes, like "04"'),
        (rules.keys(a=rules.text, b=rules.text), 7, "7 stands where there should be keys: a, b"),
        (rules.one_of("CC", "CA"), "CX", "CX is not one of CC, CA; choose one"),
    ],
)
def test_a_message_says_what_is_there_and_what_to_write(
    rule: rules.Rule, value: object, message: str
) -> None:
    node = rules.Node(value, 1, text="" if value is None else str(value))
    assert [tuple(problem) for problem in rule.check(node)] == [(1, "", message)]


def test_keys_that_are_missing_or_unknown_are_named() -> None:
    text = rules.Node("x", 3, True, "x")
    rule = rules.keys({"c"}, name=rules.text, kind=rules.text, c=rules.text)
    problems = [tuple(problem) for problem in rule.check(rules.Node({"nam": text, "zzz": text}, 1))]
    assert problems == [
        (3, "nam", "unknown key; did you mean name?"),
        (3, "zzz", "unknown key; the keys here are name, kind, c"),
        (1, "", "the key kind is missing; add it"),
    ]


def test_a_clock_that_is_behind_does_not_make_our_own_data_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("test_rules.TODAY", date(2020, 1, 1))
    monkeypatch.setattr("pvd_cli.registry.rules.date", Frozen)
    days = [day for c in REGISTRY.communes for day in (c.convention_signed, c.ort_signed) if day]
    assert max(days) <= rules.DATA_DAY, "set DATA_DAY to the day of the data"
    for written in (max(days).isoformat(), rules.DATA_DAY.isoformat()):
        assert not list(rules.signed(rules.LAUNCHED).check(rules.Node(written, 1, text=written)))
    later = (rules.DATA_DAY + timedelta(1)).isoformat()
    assert list(rules.signed(rules.LAUNCHED).check(rules.Node(later, 1, text=later)))
