"""Every element of the contract is documented, and the rules of the design that buf does not know hold."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from google.protobuf.descriptor_pb2 import (
    DescriptorProto,
    EnumDescriptorProto,
    FieldDescriptorProto,
    FileDescriptorProto,
    FileDescriptorSet,
    ServiceDescriptorProto,
)

from tools.generation.sources import ROOT, Sources

SERVICES = frozenset(
    {
        "ApprovalService", "AuditService", "BudgetService", "IdentityService", "ManifestService",
        "PolicyDecisionService", "PolicyService", "PrivacyService", "TenantService", "TimelineService",
    }
)  # fmt: skip
UNPARSED_ONLY = ("google/protobuf/struct.proto", "google/protobuf/any.proto")
"""Never imported: they lose duplicate keys and big integers, and cost too much to parse."""

SAMPLE = """
syntax = "proto3";
package remit.v1;
// Said.
message Said {
  string unsaid = 1;
}
enum Bare { BARE = 0; }
"""

Path_ = tuple[int, ...]
"""Where an element stands in its file, as descriptors number it."""

MESSAGES, ENUMS, SERVICES_OF_FILE, EXTENSIONS = 4, 5, 6, 7
FIELDS, NESTED, NESTED_ENUMS, NESTED_EXTENSIONS, ONEOFS = 2, 3, 4, 6, 8
VALUES = METHODS = 2


@pytest.fixture(scope="module")
def contract(tmp_path_factory: pytest.TempPathFactory) -> FileDescriptorSet:
    """Our protos compiled, imports apart."""
    sources = Sources(ROOT / "protos")
    described = sources.describe(tmp_path_factory.mktemp("protos") / "remit.binpb")
    own = set(sources.names)
    return FileDescriptorSet(file=[file for file in described.file if file.name in own])


def test_the_ten_services_are_there_each_in_its_own_file(contract: FileDescriptorSet) -> None:
    places = {service.name: file.name for file in contract.file for service in file.service}
    assert set(places) == SERVICES
    assert len(set(places.values())) == len(places)
    assert all(name.endswith("_service.proto") for name in places.values())


def test_every_element_is_documented(contract: FileDescriptorSet) -> None:
    silent = [f"{file.name}: {name}" for file in contract.file for name in _undocumented(file)]
    assert not silent, "\n".join(silent)


def test_one_package_and_no_import_that_loses_what_was_sent(contract: FileDescriptorSet) -> None:
    assert {file.package for file in contract.file} == {"remit.v1"}
    wrong = [file.name for file in contract.file if set(file.dependency) & set(UNPARSED_ONLY)]
    assert not wrong


def test_requests_and_responses_stand_beside_their_service(contract: FileDescriptorSet) -> None:
    homes = {
        f".{file.package}.{message.name}": file.name
        for file in contract.file
        for message in file.message_type
    }
    strays = [
        f"{service.name}.{method.name}: {kind}"
        for file in contract.file
        for service in file.service
        for method in service.method
        for kind in (method.input_type, method.output_type)
        if homes.get(kind) != file.name
    ]
    assert not strays, "\n".join(strays)


def test_no_amount_is_a_float(contract: FileDescriptorSet) -> None:
    inexact = {FieldDescriptorProto.TYPE_FLOAT, FieldDescriptorProto.TYPE_DOUBLE}
    floats = [
        f"{file.name}: {message.name}.{field.name}"
        for file in contract.file
        for message in _messages(file.message_type)
        for field in message.field
        if field.type in inexact and not field.name.endswith(("percent", "ratio", "confidence", "score"))
    ]
    assert not floats, "\n".join(floats)


def _messages(messages: Sequence[DescriptorProto]) -> Iterator[DescriptorProto]:
    for message in messages:
        yield message
        yield from _messages(message.nested_type)


def _undocumented(file: FileDescriptorProto) -> Iterator[str]:
    said = {tuple(place.path) for place in file.source_code_info.location if place.leading_comments.strip()}
    for path, name in _elements(file):
        if path not in said:
            yield name


def _elements(file: FileDescriptorProto) -> Iterator[tuple[Path_, str]]:
    for i, message in enumerate(file.message_type):
        yield from _message(message, (MESSAGES, i), message.name)
    for i, enum in enumerate(file.enum_type):
        yield from _enum(enum, (ENUMS, i), enum.name)
    for i, service in enumerate(file.service):
        yield from _service(service, (SERVICES_OF_FILE, i))
    yield from (((EXTENSIONS, i), extension.name) for i, extension in enumerate(file.extension))


def _message(message: DescriptorProto, path: Path_, name: str) -> Iterator[tuple[Path_, str]]:
    if message.options.map_entry:
        return
    yield path, name
    yield from (((*path, FIELDS, i), f"{name}.{field.name}") for i, field in enumerate(message.field))
    members = [field for field in message.field if field.HasField("oneof_index")]
    declared = {field.oneof_index for field in members if not field.proto3_optional}
    yield from (
        ((*path, ONEOFS, i), f"{name}.{oneof.name}")
        for i, oneof in enumerate(message.oneof_decl)
        if i in declared
    )
    yield from (
        ((*path, NESTED_EXTENSIONS, i), f"{name}.{field.name}") for i, field in enumerate(message.extension)
    )
    for i, enum in enumerate(message.enum_type):
        yield from _enum(enum, (*path, NESTED_ENUMS, i), f"{name}.{enum.name}")
    for i, nested in enumerate(message.nested_type):
        yield from _message(nested, (*path, NESTED, i), f"{name}.{nested.name}")


def _enum(enum: EnumDescriptorProto, path: Path_, name: str) -> Iterator[tuple[Path_, str]]:
    yield path, name
    yield from (((*path, VALUES, i), f"{name}.{value.name}") for i, value in enumerate(enum.value))


def _service(service: ServiceDescriptorProto, path: Path_) -> Iterator[tuple[Path_, str]]:
    yield path, service.name
    yield from (
        ((*path, METHODS, i), f"{service.name}.{method.name}") for i, method in enumerate(service.method)
    )


def test_the_search_for_undocumented_elements_finds_one(tmp_path: Path) -> None:
    folder = tmp_path / "remit" / "v1"
    folder.mkdir(parents=True)
    (folder / "sample.proto").write_text(SAMPLE, "utf-8")
    (file,) = Sources(tmp_path).describe(tmp_path / "sample.binpb").file
    assert list(_undocumented(file)) == ["Said.unsaid", "Bare", "Bare.BARE"]
