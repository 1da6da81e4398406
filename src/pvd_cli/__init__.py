"""The communes of Provence-Alpes-Côte d'Azur labelled Petites villes de demain."""

TYPE_CHECKING = False  # as typing has it, whose import takes a while
if TYPE_CHECKING:
    from .library import *  # noqa: F403
else:

    def __getattr__(name: str) -> object:
        """Import the library once it is asked for: the program first sees to it that Ctrl-C is quiet."""
        from importlib import import_module

        return getattr(import_module(".library", __name__), name)
