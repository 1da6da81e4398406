"""Chooses the columns of a sheet for each role: those that the user names, and those that `Columns` finds."""

from collections.abc import Iterable
from typing import NamedTuple

from ..errors import BadInput
from ..language import _
from ..match.columns import Columns, Roles
from ..match.grid import Grid
from ..match.headings import INSEE, POSTAL, SIREN
from ..match.verdict import Sample
from ..registry.registry import Registry

NONE = "-"  # in the place of a column's name


class ChosenColumns(NamedTuple):
    """The columns chosen for each role, notes for the user, and the heading of the column that decides most.

    sample: see `Sample`; rows: the number of the sheet's rows.
    """

    roles: Roles
    notes: list[str]
    heading: str
    sample: Sample
    rows: int


def chosen_columns(
    table: Grid,
    registry: Registry,
    no_header: bool,
    name: str | None,
    department: str | None,
    code: str | None,
) -> ChosenColumns:
    """Return the columns that decide what a row is: those that the user names, and those that are found.

    Raises BadInput where no column, or more than one equally well, may hold the communes.
    """
    notes = []
    if no_header or table.header_is_data(registry):
        if not no_header:
            message = _(
                "“{column}” is not a heading: the sheet has no header, and is matched from its first line"
            )
            notes.append(message.format(column=next(filter(None, table.header))))
        table.without_header()
    rows, count = table.sample()
    columns = Columns(table.header, rows, registry)
    communes = _communes(columns, table) if name is None else _chosen_column(table, name)
    roles = _roles(columns, table, communes, department, code)
    if roles.main is None:
        raise _which(columns, table, range(len(table.header)))
    notes.append(_roles_named(table, roles))
    if name is None:
        also = _("“{column}” has communes too: {option}")
        others = [place for place in columns.plain_name_columns() if place != roles.main]
        notes += [_offer(also, "--column", table.heading_of(place)) for place in others]
    return ChosenColumns(roles, notes, table.heading_of(roles.main), columns.sample(roles), count)


def _communes(columns: Columns, table: Grid) -> int | None:
    """Return the column of communes, None if there is none; raise BadInput if there may be several."""
    names = columns.name_columns()
    if len(names) > 1:
        raise _which(columns, table, names)
    if (
        not names
        and len(table.header) == 1
        and columns.roles(None).main is None
        and not columns.suggested_codes()
    ):
        return 0
    return names[0] if names else None


def _roles(
    columns: Columns, table: Grid, name: int | None, department: str | None, code: str | None
) -> Roles:
    """Return the columns by role; those that the user names take the place of those that are found."""
    roles = columns.roles(name)
    if department is not None:
        roles = roles._replace(department=_chosen_column(table, department))
    if code is not None:
        roles = roles._replace(insee=None, postal=None, siren=None)
        place = _chosen_column(table, code)
        if place is not None:
            roles = roles._replace(**{columns.code_role(place, name): place})
    return roles


def _chosen_column(table: Grid, heading: str) -> int | None:
    """Return the column that the user names, None for NONE."""
    return None if heading == NONE else table.find_column(heading)


def _which(columns: Columns, table: Grid, places: Iterable[int]) -> BadInput:
    message = _("which column of {file} holds the communes?").format(file=table.name)
    hint = _("name it with --column, one of {names}")
    hints = [hint.format(names=", ".join(map(table.heading_of, places)))]
    looks = {
        SIREN: _("“{column}” looks like SIREN numbers: {option}"),
        INSEE: _("“{column}” looks like INSEE codes: {option}"),
        POSTAL: _("“{column}” looks like postal codes: {option}"),
    }
    for place, role in columns.suggested_codes():
        hints.append(_offer(looks[role], "--code-column", table.heading_of(place)))
    return BadInput(message, *hints)


def _offer(text: str, option: str, column: str) -> str:
    """Return a sentence about a column, with the option that takes it."""
    value = column if column.isalnum() else f'"{column}"'
    return text.format(column=column, option=f"{option} {value}")


def _roles_named(table: Grid, roles: Roles) -> str:
    """Return the sentence that names the column of each role."""
    parts = [
        (_("communes in “{column}”"), roles.name),
        (_("departments in “{column}”"), roles.department),
        (_("INSEE codes in “{column}”"), roles.insee),
        (_("SIREN numbers in “{column}”"), roles.siren),
        (_("postal codes in “{column}”"), roles.postal),
    ]
    said = ", ".join(
        text.format(column=table.heading_of(place)) for text, place in parts if place is not None
    )
    options = "--column, --department-column, --code-column"
    return _("{columns} (choose others with {options}; - for none)").format(columns=said, options=options)
