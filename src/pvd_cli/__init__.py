"""The communes of Provence-Alpes-Côte d'Azur labelled Petites villes de demain."""

from .errors import BadInput, InvalidRegistry, NoAnswer, PvdError
from .models import Answer, Commune, Department, Epci, Hit, Location, OtherCommune, Programme, Source
from .registry import Registry, load_registry

__all__ = [
    "Answer",
    "BadInput",
    "Commune",
    "Department",
    "Epci",
    "Hit",
    "InvalidRegistry",
    "Location",
    "NoAnswer",
    "OtherCommune",
    "Programme",
    "PvdError",
    "Registry",
    "Source",
    "load_registry",
]
