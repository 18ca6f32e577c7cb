"""The building blocks of the file types: an entry with its keys, lists, short forms, single values.

Pydantic sees nodes (see yaml_nodes) instead of plain values: an entry opens its mapping, a list its items, and the
readers of `scalars` decide what a single value means under its key.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeAlias, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    ModelWrapValidatorHandler,
    Tag,
    ValidationInfo,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from kpireport.errors import Place
from kpireport.mailbox import Mailbox
from kpireport.model import (
    Aggregation,
    Because,
    Category,
    Commitment,
    CompanyStage,
    Direction,
    EntryShape,
    Funnel,
    Measures,
    Rank,
    Rating,
    Resolution,
    Scope,
    Section,
    Security,
    Stage,
    TargetKind,
    Tier,
    Timing,
)
from kpireport.periods import Grain
from kpireport.project import numerals, scalars
from kpireport.project.nodes import MappingNode, Node, ScalarNode, SequenceNode
from kpireport.project.scalars import fault
from kpireport.project.wording import describe, nearest

T = TypeVar("T")

#: Tags of the alternatives of a key that has a short and a long form. In the path of an error they are passed over.
SCALAR, MAPPING, LIST = "<scalar>", "<mapping>", "<list>"


def shape(node: object) -> str:
    """The form a node has, by which the alternative is chosen."""
    if isinstance(node, MappingNode):
        return MAPPING
    return LIST if isinstance(node, SequenceNode) else SCALAR


by_shape = Discriminator(shape)


class Entry(BaseModel):
    """A mapping with a closed set of keys. `node` is where it stands."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)

    if TYPE_CHECKING:  # not a key: set by `_open`
        node: MappingNode

    @model_validator(mode="wrap")
    @classmethod
    def _open(cls, value: Any, handler: ModelWrapValidatorHandler[Any], info: ValidationInfo) -> Any:
        """Hands the mapping's values on; a key without a value counts as left out."""
        node = empty_mapping(value) if isinstance(value, ScalarNode) and value.is_null else value
        if not isinstance(node, MappingNode):
            raise fault("K003", f"keys with values are expected here, not {describe(node)}", _KEYS_HINT)
        if info.context is not None:
            info.context[node.line, node.column] = cls
        entry = handler(cls._given(node))
        object.__setattr__(entry, "node", node)
        return entry

    @classmethod
    def _given(cls, node: MappingNode) -> dict[str, Node]:
        """The values without those of known keys that were left empty."""
        empty = [key for key, item in node.values.items() if _is_null(item)]
        left_out = set(empty).intersection(cls.known_keys()) if empty else ()
        return {key: item for key, item in node.values.items() if key not in left_out} if empty else node.values

    @property
    def place(self) -> Place:
        return self.node.place

    @property
    def places(self) -> Mapping[str, Place]:
        """Where each key stands."""
        return {key: node.place for key, node in self.node.keys.items()}

    def lacks(self, key: str) -> bool:
        """Whether the key was not given at all (rather than given with a fault that is reported already)."""
        return _is_null(self.node.values.get(key)) and not self.was_reported(self.node, key)

    def given_id(self) -> ScalarNode | None:
        """The id as written, even where it is faulty: others may refer to it."""
        node = self.node.values.get("id") or self.node.dropped.get("id")
        return node if isinstance(node, ScalarNode) else None

    @classmethod
    def was_reported(cls, node: MappingNode, key: str) -> bool:
        """Whether a key is missing only because of a fault reported already: in its value, or in its spelling."""
        unknown = node.keys.keys() - set(cls.known_keys())
        return key in node.dropped or any(nearest(word, (key,)) for word in unknown)

    @classmethod
    def known_keys(cls) -> list[str]:
        return list(cls.descriptions())

    @classmethod
    def descriptions(cls) -> dict[str, str]:
        """Each key with what it means."""
        return {info.alias or name: info.description or "" for name, info in cls.model_fields.items()}


def empty_mapping(node: ScalarNode) -> MappingNode:
    """A mapping without keys that stands where nothing was written."""
    return MappingNode(node.document, node.line, node.column, {}, {}, {})


def _is_null(node: Node | None) -> bool:
    return node is None or (isinstance(node, ScalarNode) and node.is_null)


@dataclass(frozen=True, slots=True, eq=False)
class Reads:
    """Marks a type as read from a node by a function; `json` is its JSON Schema."""

    function: Callable[[Any], object]
    json: Mapping[str, object]

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self.function)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return dict(self.json)


@dataclass(frozen=True, slots=True)
class Listing:
    """Marks a list as read from a list node; `alone`: a single item may stand for a list of one."""

    alone: bool = False

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_before_validator_function(self._items, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        several = handler(schema)
        return {"anyOf": [several["items"], several]} if self.alone else several

    def _items(self, node: Node) -> tuple[Node, ...]:
        if isinstance(node, SequenceNode):
            return node.items
        if self.alone and not _is_null(node):
            return (node,)
        raise fault(
            "K003", f"a list is expected here, not {describe(node)}", "write [one, two], or `- ` before each item"
        )


def _values(node: Node) -> Mapping[str, Node]:
    if isinstance(node, MappingNode):
        return node.values
    raise fault("K003", f"keys with values are expected here, not {describe(node)}", "write {key: value}")


def words(kind: object) -> Reads:
    """Marks a type as one of the words of a Literal."""
    known, function = scalars.word_reader(kind)
    return Reads(function, {"type": "string", "enum": list(known)})  # type: ignore[arg-type]


_KEYS_HINT = "write `key: value` lines, or {key: value, key: value}"
_TEXT = {"type": ["string", "number", "boolean"]}
_STRING = {"type": "string"}
_DAY = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}

Items = Annotated[list[T], Listing()]
OneOrMore = Annotated[list[T], Listing(alone=True)]
Table = Annotated[dict[str, T], BeforeValidator(_values)]

Text = Annotated[str, Reads(scalars.read_text, _TEXT)]
Cell = Annotated[str, Reads(scalars.read_cell, _TEXT)]
Owner = Annotated[str, Reads(scalars.read_owner, _STRING)]
Id = Annotated[str, Reads(scalars.read_id, {"type": ["string", "number"], "pattern": "^[a-z0-9][a-z0-9_-]{0,63}$"})]
PageId = Annotated[
    str, Reads(scalars.read_page_id, {"type": ["string", "number"], "pattern": "^[a-z0-9][a-z0-9_-]{0,63}$"})
]
Reference = Annotated[ScalarNode, Reads(scalars.read_reference, {"type": ["string", "number"]})]
MetricReference = Annotated[ScalarNode, Reads(scalars.read_metric_reference, {"type": ["string", "number"]})]
Pattern = Annotated[ScalarNode, Reads(scalars.read_reference, _STRING)]
Number = Annotated[float, Reads(numerals.read_number, {"type": "number"})]
Cost = Annotated[float, Reads(numerals.read_cost, {"type": "number", "minimum": 0})]
Whole = Annotated[int, Reads(numerals.read_integer, {"type": "integer", "minimum": 0})]
Count = Annotated[int, Reads(numerals.read_count, {"type": "integer", "minimum": 1})]
Month = Annotated[int, Reads(numerals.read_month, {"type": "integer", "minimum": 1, "maximum": 12})]
Truth = Annotated[bool, Reads(scalars.read_boolean, {"type": "boolean"})]
Answer = Annotated[
    bool | int,
    Reads(scalars.read_answer, {"anyOf": [{"enum": ["yes", "no", True, False]}, {"type": "integer", "minimum": 0}]}),
]
Day = Annotated[date, Reads(scalars.read_date, _DAY)]
Through = Annotated[date | None, Reads(scalars.read_through, {"anyOf": [{"const": "latest"}, _DAY]})]
Url = Annotated[str, Reads(scalars.read_url, {"type": "string", "format": "uri", "pattern": "^https?://"})]
Address = Annotated[Mailbox, Reads(scalars.read_address, _STRING)]
Locale = Annotated[str, Reads(scalars.read_locale, _STRING)]
Currency = Annotated[str, Reads(scalars.read_currency, {"type": "string", "pattern": "^[A-Z]{3}$"})]
Separator = Annotated[str, Reads(scalars.read_separator, _STRING)]
SkipLines = Annotated[
    int | Literal["to_header"],
    Reads(numerals.read_skip, {"anyOf": [{"type": "integer", "minimum": 0}, {"const": "to_header"}]}),
]
SheetRange = Annotated[str, Reads(scalars.read_range, _STRING)]
Anything = Annotated[Any, Reads(lambda node: node, {})]

GrainWord = Annotated[Grain, words(Grain)]
DirectionWord = Annotated[Direction, words(Direction)]
AggregationWord = Annotated[Aggregation, words(Aggregation)]
TierWord = Annotated[Tier, words(Tier)]
TimingWord = Annotated[Timing, words(Timing)]
StageWord = Annotated[Stage, words(Stage)]
KindWord = Annotated[TargetKind, words(TargetKind)]
_Missing: TypeAlias = Literal["gap", "zero"]
_Duplicate: TypeAlias = Literal["error", "last", "sum"]
_Decimal: TypeAlias = Literal[".", ","]
MeasuresWord = Annotated[Measures, words(Measures)]
CommitmentWord = Annotated[Commitment, words(Commitment)]
CategoryWord = Annotated[Category, words(Category)]
FunnelWord = Annotated[Funnel, words(Funnel)]
RankWord = Annotated[Rank, words(Rank)]
ResolutionWord = Annotated[Resolution, words(Resolution)]
BecauseWord = Annotated[Because, words(Because)]
SectionWord = Annotated[Section, words(Section)]
RatingWord = Annotated[Rating, words(Rating)]
MissingWord = Annotated[_Missing, words(_Missing)]
DuplicateWord = Annotated[_Duplicate, words(_Duplicate)]
SecurityWord = Annotated[Security, words(Security)]
DecimalWord = Annotated[_Decimal, words(_Decimal)]
ScopeWord = Annotated[Scope, words(Scope)]
CompanyStageWord = Annotated[CompanyStage, words(CompanyStage)]
EntryShapeWord = Annotated[EntryShape, words(EntryShape)]

#: Whether something is for some readers only, or the audiences that it is for.
Secrecy = Annotated[Annotated[Truth, Tag(SCALAR)] | Annotated[Items[Reference], Tag(LIST)], by_shape]

#: The findings that are accepted: the reason by the finding's code.
Suppress = Table[Text]

#: A glob of files, or the thing itself.
FileOr = Annotated[Annotated[Pattern, Tag(SCALAR)] | Annotated[T, Tag(MAPPING)], by_shape]
