"""The communes of Provence-Alpes-Côte d'Azur labelled Petites villes de demain."""

TYPE_CHECKING = False  # as typing has it, whose import takes a while
if TYPE_CHECKING:
    from .library import *  # noqa: F403
else:
    from importlib import import_module

    def __getattr__(name: str) -> object:
        """Import the library when one of its names is used: the program first makes Ctrl-C silent."""
        library = import_module(".library", __name__)
        if name != "__all__" and name not in library.__all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(library, name)

    def __dir__() -> list[str]:
        """Return the names of the library."""
        return list(import_module(".library", __name__).__all__)
