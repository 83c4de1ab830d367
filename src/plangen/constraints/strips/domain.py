"""A PDDL domain: types, predicates and actions (STRIPS with typing, negative preconditions and equality)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from plangen.constraints.strips.brackets import Tree, read_brackets, sections, typed, words
from plangen.constraints.strips.literals import Literal, conjunction

SUPPORTED = (":strips", ":typing", ":negative-preconditions", ":equality")

Types = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Action:
    """An action schema: parameters with the types each may have, preconditions and effects over them."""

    name: str
    parameters: tuple[tuple[str, Types], ...]
    preconditions: tuple[Literal, ...]
    effects: tuple[Literal, ...]


@dataclass(frozen=True, slots=True)
class Domain:
    """What a domain declares; `types` maps each type to the one above it, up to `object`."""

    name: str
    types: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, Types] = field(default_factory=dict)
    predicates: Mapping[str, int] = field(default_factory=dict)
    actions: Mapping[str, Action] = field(default_factory=dict)

    def is_a(self, kinds: Types, wanted: Types) -> bool:
        """Whether something of one of `kinds` is, or is below, one of the wanted types."""
        return any(above in wanted for kind in kinds for above in self._upwards(kind))

    def _upwards(self, kind: str) -> list[str]:
        chain = [kind]
        while kind in self.types and self.types[kind] not in chain:
            kind = self.types[kind]
            chain.append(kind)
        return [*chain, "object"]


@lru_cache(maxsize=64)
def read_domain(text: str) -> Domain:
    """The domain that a text defines; raises `ValueError` that names what is unsupported, undeclared or misplaced."""
    name, found = sections(read_brackets(text), "domain")
    domain = Domain(name)
    actions: dict[str, Action] = {}
    for section in found:
        match section[0]:
            case ":requirements":
                require(words(section[1:]))
            case ":types":
                domain = Domain(name, _types(section[1:]), domain.constants, domain.predicates)
            case ":constants":
                domain = Domain(name, domain.types, declared(section[1:], domain), domain.predicates)
            case ":predicates":
                domain = Domain(name, domain.types, domain.constants, _predicates(section[1:], domain))
            case ":action":
                action = _action(section[1:], domain)
                if action.name in actions:
                    raise ValueError(f"defines the action `{action.name}` twice")
                actions[action.name] = action
            case other:
                raise ValueError(f"has a section {other}, which is not supported")
    return Domain(name, domain.types, domain.constants, domain.predicates, actions)


def require(requirements: list[str]) -> None:
    """Refuse a requirement that is not supported."""
    for requirement in requirements:
        if requirement not in SUPPORTED:
            raise ValueError(f"requires {requirement}, which is not supported (supported: {', '.join(SUPPORTED)})")


def declared(trees: list[Tree], domain: Domain) -> dict[str, Types]:
    """The names of a typed list with their types, which the domain must know."""
    found = typed(trees)
    for name, kinds in found:
        _known(kinds, domain, name)
    return dict(found)


def _known(kinds: Types, domain: Domain, name: str) -> None:
    for kind in kinds:
        if kind != "object" and kind not in domain.types:
            raise ValueError(f"gives `{name}` the type `{kind}`, which is not declared")


def _types(trees: list[Tree]) -> dict[str, str]:
    found = {name: kinds[0] for name, kinds in typed(trees)}
    return {**dict.fromkeys(found.values(), "object"), **found}


def _predicates(trees: list[Tree], domain: Domain) -> dict[str, int]:
    found: dict[str, int] = {}
    for tree in trees:
        name = words(tree[:1])[0] if isinstance(tree, list) and tree else None
        if name is None or not isinstance(tree, list):
            raise ValueError("declares a predicate that is not a list in brackets")
        parameters = typed(tree[1:])
        for parameter, kinds in parameters:
            _known(kinds, domain, parameter)
        found[name] = len(parameters)
    return found


def _action(trees: list[Tree], domain: Domain) -> Action:
    name = words(trees[:1])[0] if trees else ""
    parts = dict(zip(words(trees[1::2]), trees[2::2], strict=False))
    unknown = [key for key in parts if key not in (":parameters", ":precondition", ":effect")]
    if not name or unknown or len(trees) % 2 == 0:
        raise ValueError(f"has an action `{name}` whose parts are not :parameters, :precondition and :effect")
    listed = parts.get(":parameters", [])
    parameters = tuple(typed(listed)) if isinstance(listed, list) else ()
    for parameter, kinds in parameters:
        _known(kinds, domain, parameter)
    terms = frozenset(parameter for parameter, _ in parameters) | frozenset(domain.constants)
    try:
        preconditions = conjunction(parts.get(":precondition", []), domain.predicates, terms)
        effects = conjunction(parts.get(":effect", []), domain.predicates, terms)
    except ValueError as error:
        raise ValueError(f"has an action `{name}` that {error}") from None
    if any(effect.atom[0] == "=" for effect in effects):
        raise ValueError(f"has an action `{name}` with = in its effect, which needs :fluents, which is not supported")
    return Action(name, parameters, preconditions, effects)
