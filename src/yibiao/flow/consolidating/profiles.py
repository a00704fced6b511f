"""Forms made ready for comparing. In: forms. Out: profiles, what each question weighs, what two forms share.

A question weighs what it tells apart: the logarithm of how rare it is in the pile (inverse document frequency), half
for what nearly every list of people asks (name, number, telephone, address). Refuses: nothing.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from yibiao.flow.consolidating.keys import NEW
from yibiao.flow.consolidating.shapes import FormFacts
from yibiao.flow.consolidating.titles import dated, hollow, likeness, purpose, senders, topic, turn, unsent
from yibiao.flow.consolidating.twins import Spot, spot_of, twins
from yibiao.flow.standard.model import Standard

COMMON_DOMAINS = frozenset({"name", "citizen_id", "phone", "address", "bank_account"})
COMMON_NAMES = frozenset({"gender", "age", "birth_date", "ethnicity", "area", "community", "name", "phone", "address"})
LIGHT = 0.5
"""What nearly all ask proves little, nor does what one office added to its copy (not in the standard)."""
ENOUGH = 3
"""As many questions of one register say that a form is about those whom it records."""
MANY = 3
"""What the standard lacks and forms about so many kinds of things ask is an office's own and weighs half again, as does
what one form alone asks: a local column or a typing mistake."""
_PRIOR = 20
"""As many imagined forms as keep the weights of a small pile sensible."""


@dataclass(frozen=True)
class Profile:
    """One form and where its questions stand; `spots`: key → the first column or cell that asks it.

    asked: labels of the elements that it asks. about: names of the registers that it asks much of. senders: who sends
    forms of its pile.
    """

    form: FormFacts
    keys: frozenset[str]
    spots: Mapping[str, Spot]
    asked: frozenset[str] = frozenset()
    about: frozenset[str] = frozenset()
    senders: frozenset[str] = frozenset()

    @cached_property
    def topic(self) -> str:
        return unsent(topic(self.form.title), self.senders)

    @cached_property
    def theme(self) -> str:
        """The topic where it names something; 基本情况 stands above a thousand forms."""
        return "" if hollow(self.topic) else self.topic

    @cached_property
    def purpose(self) -> str | None:
        return purpose(self.form.title)

    @cached_property
    def turn(self) -> str | None:
        return turn(self.form.title)

    @cached_property
    def period(self) -> str | None:
        """How often it comes: as the form says, else by the month, quarter or half year that its title is dated by."""
        return self.form.period or dated(self.form.title)

    @cached_property
    def needs(self) -> Mapping[str, tuple[str, ...]]:
        return {entry.asks: entry.needs for entry in self.form.fields if entry.asks in self.keys}

    @property
    def counts(self) -> bool:
        return self.form.subject in {"counts", "areas", "area"}


@dataclass(frozen=True, slots=True)
class Shared:
    """What two forms share. jaccard, in_a, in_b: weighted, 0 to 1 (in_a: the part of a that b asks too).

    specific: the weight of what is shared beyond what every list of people asks, rare: how many questions that are.
    smaller: how many questions the form with fewer asks. title: likeness of the topics.
    """

    keys: frozenset[str]
    only_a: frozenset[str]
    only_b: frozenset[str]
    jaccard: float
    in_a: float
    in_b: float
    specific: float
    title: float
    rare: int
    smaller: int


class Weights:
    """What each question of a pile weighs."""

    def __init__(self, profiles: Sequence[Profile], standard: Standard) -> None:
        self.standard = standard
        self.count = len(profiles) + _PRIOR
        self.found = Counter(key for profile in profiles for key in profile.keys)
        self._weights: dict[str, float] = {}
        self.matters: dict[str, set[str | None]] = defaultdict(set)
        for profile in profiles:
            for key in profile.keys:
                if key.startswith(NEW):
                    self.matters[key].add(profile.form.register)

    def __call__(self, key: str) -> float:
        if key not in self._weights:
            rare = math.log(1 + self.count / (1 + self.found[key]))
            light = LIGHT if self.common(key) or key.startswith(NEW) else 1.0
            once = key.startswith(NEW) and self.found[key] == 1
            self._weights[key] = rare * (light * LIGHT if once or len(self.matters.get(key, ())) >= MANY else light)
        return self._weights[key]

    def common(self, key: str) -> bool:
        """Whether nearly every list of people may ask it."""
        element = self.standard.elements.get(key)
        if element is None:
            return False
        return element.domain.partition(":")[0] in COMMON_DOMAINS or element.name in COMMON_NAMES

    def total(self, keys: Iterable[str]) -> float:
        """Summed exactly: a set is in another order in every process, and rounding would follow that order."""
        return math.fsum(map(self, keys))


def profiles_of(forms: Iterable[FormFacts], standard: Standard) -> list[Profile]:
    """The forms of a pile ready for comparing."""
    forms = tuple(forms)
    known = senders(form.title for form in forms)
    return [replace(profile_of(form, standard), senders=known) for form in forms]


def profile_of(form: FormFacts, standard: Standard) -> Profile:
    """The form ready for comparing."""
    first = {entry.asks: entry for entry in reversed(form.fields)}
    elements = [standard.elements[key] for key in form.asks if key in standard.elements]
    much = Counter(element.register for element in elements)
    return Profile(
        form,
        form.asks,
        {key: spot_of(first[key]) for key in sorted(form.asks)},
        frozenset(element.label_zh for element in elements),
        frozenset(standard.registers[name].label_zh for name, found in much.items() if found >= ENOUGH),
    )


def one_office(a: Profile, b: Profile) -> bool:
    """Both lay in one folder: a pile has one for each office that asks."""
    return a.form.issuer is not None and a.form.issuer == b.form.issuer


def shared_of(a: Profile, b: Profile, weigh: Weights) -> Shared:
    """What `a` and `b` share: the same key, or columns that ask the same though they were read differently."""
    keys = a.keys & b.keys
    paired = twins(_rest(a, keys), _rest(b, keys), len(keys))
    both = weigh.total(keys) + math.fsum(min(weigh(one), weigh(other)) for one, other in paired.items())
    only_a, only_b = a.keys - keys - paired.keys(), b.keys - keys - set(paired.values())
    lost_a, lost_b = weigh.total(only_a), weigh.total(only_b)
    rare = [key for key in (*keys, *paired) if not weigh.common(key)]
    whole = both + lost_a + lost_b
    return Shared(
        keys | frozenset(paired),
        frozenset(only_a),
        frozenset(only_b),
        both / whole if whole else 0.0,
        both / (both + lost_a) if both + lost_a else 0.0,
        both / (both + lost_b) if both + lost_b else 0.0,
        weigh.total(rare),
        likeness(a.theme, b.theme),
        len(rare),
        min(len(a.keys), len(b.keys)),
    )


def _rest(form: Profile, keys: frozenset[str]) -> list[Spot]:
    """Where the questions stand that are not among `keys`, in a fixed order."""
    return [spot for key, spot in form.spots.items() if key not in keys]
