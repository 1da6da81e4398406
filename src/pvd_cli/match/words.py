"""The words of a matched workbook, which people read: French for French readers, the keys for others."""

from collections.abc import Iterable

from ..language import N_, _, in_french

# The headings of what may be added, and the values of statuses and cohorts; in English they are the keys.
_HEADINGS = (
    N_("pvd_status"),
    N_("pvd_insee"),
    N_("pvd_name"),
    N_("pvd_department"),
    N_("pvd_cohort"),
    N_("pvd_score"),
    N_("pvd_siren"),
    N_("pvd_epci"),
    N_("pvd_epci_siren"),
    N_("pvd_epci_type"),
    N_("pvd_petite_ville"),
    N_("pvd_pvd_id"),
    N_("pvd_population"),
    N_("pvd_postal_codes"),
    N_("pvd_latitude"),
    N_("pvd_longitude"),
    N_("pvd_arrondissement"),
    N_("pvd_convention_signed"),
    N_("pvd_ort_signed"),
    N_("pvd_acv_signed"),
    N_("pvd_aliases"),
)
_VALUES = frozenset(
    (
        N_("labelled"),
        N_("not-labelled"),
        N_("ambiguous"),
        N_("epci"),
        N_("outside"),
        N_("unknown"),
        N_("selection-2020"),
        N_("joined-2021"),
        N_("other-region"),
    )
)


def headings(keys: Iterable[str]) -> list[str]:
    """Return the headings of columns that are added, in the reader's language."""
    return [_(key) if key in _HEADINGS else key for key in keys]


def both_headings(keys: Iterable[str]) -> set[str]:
    """Return the headings of columns that are added, as keys and in French."""
    return {word for key in keys for word in (key, in_french(key))}


def value_word(text: str) -> str:
    """Return a status or a cohort in the reader's language."""
    return _(text) if text in _VALUES else text
