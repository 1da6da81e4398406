"""The names that `import pvd_cli` offers."""

from .errors import BadInput, InvalidRegistry, NoAnswer, PvdError
from .registry.loading import load_registry
from .registry.models import Commune, Department, Epci, Location, OtherCommune, Programme, Region, Source
from .registry.registry import Registry
from .registry.results import Candidate, SearchResult

__all__ = [
    "BadInput", "Candidate", "Commune", "Department", "Epci", "InvalidRegistry", "Location", "NoAnswer",
    "OtherCommune", "Programme", "PvdError", "Region", "Registry", "SearchResult", "Source", "load_registry",
]  # fmt: skip
