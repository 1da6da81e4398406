"""What the package offers to Python code."""

from .errors import BadInput, InvalidRegistry, NoAnswer, PvdError
from .registry.loading import load_registry
from .registry.models import (
    Answer,
    Commune,
    Department,
    Epci,
    Hit,
    Location,
    OtherCommune,
    Programme,
    Region,
    Source,
)
from .registry.registry import Registry

__all__ = [
    "Answer", "BadInput", "Commune", "Department", "Epci", "Hit", "InvalidRegistry", "Location", "NoAnswer",
    "OtherCommune", "Programme", "PvdError", "Region", "Registry", "Source", "load_registry",
]  # fmt: skip
