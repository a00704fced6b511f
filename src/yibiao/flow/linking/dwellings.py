"""Which dwelling of the register an address means. In: rows, what the ledger knows. Out: rows that name the dwelling.

A person's present address and a household's address are taken apart and looked up by estate, building and room, or by
road, number, building and room; a row of the register of dwellings by its address, or by estate, building, unit and
room in columns of their own. One dwelling that contradicts the address in nothing is the one; several are doubtful, and
so is the only one where it contradicts the address in its district, street, community, road or estate.
Refuses: nothing; an address that says no room or house names no dwelling, nor does one that is doubtful itself.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from yibiao.base.problems import Place, Problem, problem
from yibiao.flow.linking.addresses import Address, parse_address
from yibiao.flow.linking.waterfall import Sought
from yibiao.flow.standard.domains import Json
from yibiao.flow.standard.model import Standard
from yibiao.flow.standard.rows import KnownRecords, Link, StandardRow

TOLD = {"person.residence_address": "person.dwelling", "household.address": "household.dwelling"}
"""An address, and the element that names the dwelling it means."""
_ADDRESS = "dwelling.address"
_ELSEWHERE = frozenset("省市")
"""Who differs in these lives in another place, where an estate of the same name is no doubt."""
_MOST_CANDIDATES = 10
_ANY_ROOM = "101"
"""Stands for the room that a stem lacks."""


@dataclass(frozen=True, slots=True)
class Meant:
    """The dwelling that an address means, or candidates, or neither."""

    dwelling: str | None = None
    candidates: tuple[str, ...] = ()
    apart: str = ""
    """In what the only candidate contradicts the address."""


class Dwellings:
    """The dwellings that some addresses may mean: of the register only these are held, and the stairs they lie on."""

    def __init__(
        self, addresses: Collection[str], known: KnownRecords, abolished: frozenset[str] = frozenset()
    ) -> None:
        self._abolished = {area for name in abolished for area in parse_address(f"{name}1").within}
        self._asked = {text: self._read(text) for text in dict.fromkeys(addresses)}
        self._held: dict[str, list[tuple[str, Address]]] = {key: [] for one in self._asked.values() for key in one.keys}
        self._stairs: dict[str, list[Address]] = {key.rpartition("|")[0]: [] for key in self._held}
        numbers = sorted({one.room or one.number for one in self._asked.values() if one.keys})
        if not numbers:
            return
        for record, text in known.addressed("dwelling", _ADDRESS, numbers):
            address = parse_address(text)
            for key in address.keys:
                if key in self._held:
                    self._held[key].append((record, address))
        for stem in known.stems("dwelling", _ADDRESS):
            address = parse_address(f"{stem}{_ANY_ROOM}")
            for key in address.keys:
                house = key.rpartition("|")[0]
                if house in self._stairs:
                    self._stairs[house].append(address)

    def _read(self, text: str) -> Address:
        """An area that stands no more contradicts nothing: who lives there was not asked whether it is renamed."""
        address = parse_address(text)
        if self._abolished:
            return replace(address, within=tuple(area for area in address.within if area not in self._abolished))
        return address

    def meant(self, text: str) -> Meant:
        """What one of the addresses means."""
        address = self._asked[text]
        found = {record: address.apart(other) for key in address.keys for record, other in self._held[key]}
        agreeing = sorted(record for record, apart in found.items() if not apart)
        if len(agreeing) == 1 and self._one_stair(address):
            return Meant(agreeing[0])
        if agreeing:
            return Meant(candidates=tuple(agreeing[:_MOST_CANDIDATES]))
        near = sorted(record for record, apart in found.items() if apart not in _ELSEWHERE and apart != "unit")
        return Meant(candidates=tuple(near[:_MOST_CANDIDATES]), apart=found[near[0]]) if near else Meant()

    def _one_stair(self, address: Address) -> bool:
        """Whether the register knows one stairwell only that the address may mean. Where it knows two, and the room on
        one of them, the other room may be missing there: the register of dwellings is never whole."""
        houses = {key.rpartition("|")[0] for key in address.keys if address.room}
        stairs = [one for house in houses for one in self._stairs[house] if not address.apart(one)]
        return all(not stairs[0].apart(one) for one in stairs[1:])


def homed(
    rows: Sequence[StandardRow], known: KnownRecords, standard: Standard, hidden: frozenset[str] = frozenset(),
    abolished: frozenset[str] = frozenset(),
) -> list[StandardRow]:  # fmt: skip
    """The rows with the dwellings that their addresses mean; a doubt is a remark at the address and sets nothing.
    hidden: what the one who brings the rows may not compare. abolished: names of areas that stand no more."""
    told = {
        address: dwelling for address, dwelling in TOLD.items()
        if {address, dwelling} <= standard.elements.keys() and not {address, dwelling, _ADDRESS} & hidden
    }  # fmt: skip
    asked = [_asked(row, told) for row in rows]
    texts = {text for each in asked for text in each.values()}
    if not texts:
        return list(rows)
    dwellings = Dwellings(texts, known, abolished)
    return [_with(row, each, dwellings, told) for row, each in zip(rows, asked, strict=True)]


def _asked(row: StandardRow, told: Mapping[str, str]) -> dict[str, str]:
    """The addresses of a row by element; none where the row names its dwelling itself."""
    if any(code.startswith("dwelling.") for code in row.values):
        return {}
    found = {code: row.values.get(code) for code in told if code not in row.doubtful and told[code] not in row.values}
    return {code: text for code, text in found.items() if isinstance(text, str) and text}


def _with(row: StandardRow, asked: Mapping[str, str], dwellings: Dwellings, told: Mapping[str, str]) -> StandardRow:
    values, cells, problems = dict(row.values), dict(row.cells), list(row.problems)
    for code, text in asked.items():
        meant = dwellings.meant(text)
        if meant.dwelling is not None:
            values[told[code]] = meant.dwelling
            if code in cells:
                cells[told[code]] = cells[code]
        elif meant.candidates:
            problems.append(_doubt(Place(sheet=row.sheet, cell=cells.get(code), field=code), text, meant))
    if len(values) == len(row.values) and len(problems) == len(row.problems):
        return row
    return replace(row, values=values, cells=cells, problems=tuple(problems))


def _doubt(place: Place, text: str, meant: Meant) -> Problem:
    count = len(meant.candidates)
    if meant.apart:
        return problem("LINK_HOME_OTHERWISE", place, address=text, count=count)
    return problem("LINK_HOME_SEVERAL", place, address=text, count=count)


def located(sought: Sequence[Sought], links: Sequence[Link], known: KnownRecords) -> list[Link]:
    """The links of rows about dwellings, where those that nothing else found are found by their address."""
    found = list(links)
    texts = {
        number: _written(one.values)
        for number, (one, link) in enumerate(zip(sought, links, strict=True))
        if link.record is None and not link.candidates and one.values.get("dwelling.code") is None
    }
    texts = {number: text for number, text in texts.items() if text and not sought[number].bad_identifier}
    if not texts:
        return found
    dwellings = Dwellings(texts.values(), known)
    meant = {number: dwellings.meant(text) for number, text in texts.items()}
    ids = sorted({one.dwelling for one in meant.values() if one.dwelling is not None})
    records = dict(zip(ids, known.get(ids), strict=True)) if ids else {}
    for number, one in meant.items():
        if one.dwelling is not None:
            found[number] = replace(found[number], record=records[one.dwelling], step=_ADDRESS, problems=())
        elif one.candidates:
            why = _doubt(sought[number].place, texts[number], one)
            found[number] = Link("dwelling", None, _ADDRESS, one.candidates, (why,))
    return found


def _written(values: Mapping[str, Json]) -> str:
    """The address of a dwelling, or what its columns say of estate, building, unit and room."""
    told = [str(values.get(f"dwelling.{part}") or "") for part in ("address", "estate", "building", "unit", "room")]
    address, estate, building, unit, room = told
    if address or not (estate and room):
        return address
    building, unit = (f"{part}{word}" if part.isdigit() else part for part, word in ((building, "幢"), (unit, "单元")))
    return f"{estate}{building}{unit}{room}"
