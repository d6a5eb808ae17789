"""The modules of a catalogue, each built when it is first asked for: most orgs use few of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from crmstead.metadata.definitions import ModuleDefinition, RelatedListDefinition
from crmstead.model.module import Module


@dataclass(frozen=True, slots=True)
class Source:
    """All that a module is built of, besides its org's id."""

    definition: ModuleDefinition
    #: Related lists that fields of other modules make in it.
    more_lists: Sequence[RelatedListDefinition]
    features: frozenset[str]


class Modules(Mapping[str, Module]):
    """Modules by api name, in their order. One that was built is only ever itself."""

    __slots__ = ("_build", "_built", "sources")

    def __init__(
        self,
        sources: Mapping[str, Source],
        build: Callable[[Source], Module],
        before: Modules | None = None,
    ) -> None:
        """Take modules that were built of the same from those `before`, of the same org."""
        self.sources = sources
        self._build = build
        self._built: dict[str, Module] = {}
        if before is not None:
            self._built = {
                name: module
                for name, module in before.built().items()
                if sources.get(name) == before.sources[name]
            }

    def built(self) -> Mapping[str, Module]:
        """Return those that were asked for."""
        return dict(self._built)

    def __getitem__(self, name: str) -> Module:
        found = self._built.get(name)
        if found is None:
            # Threads may build it at once: the first one's is it.
            found = self._built.setdefault(name, self._build(self.sources[name]))
        return found

    def get(self, name: str | None, otherwise: None = None) -> Module | None:  # type: ignore[override]
        # A KeyError of building a module would be taken for one that says that there is none.
        return otherwise if name is None or name not in self.sources else self[name]

    def __contains__(self, name: object) -> bool:
        return name in self.sources

    def __iter__(self) -> Iterator[str]:
        return iter(self.sources)

    def __len__(self) -> int:
        return len(self.sources)


class ModulesById(Mapping[int, Module]):
    """The same by their ids."""

    __slots__ = ("_modules", "_names")

    def __init__(self, modules: Modules, names: Mapping[int, str]) -> None:
        self._modules = modules
        self._names = names

    def __getitem__(self, number: int) -> Module:
        return self._modules[self._names[number]]

    def __contains__(self, number: object) -> bool:
        return number in self._names

    def __iter__(self) -> Iterator[int]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)
