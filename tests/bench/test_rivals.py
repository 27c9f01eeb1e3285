"""What is sent to others is what they understand; their own programs are not needed here."""

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
from google.protobuf.message import Message

from tools.bench.rivals import cerbos
from tools.bench.scene import OWN_MARK

TEXT, MESSAGE = (
    descriptor_pb2.FieldDescriptorProto.TYPE_STRING,
    descriptor_pb2.FieldDescriptorProto.TYPE_MESSAGE,
)
ONE, MANY = (
    descriptor_pb2.FieldDescriptorProto.LABEL_OPTIONAL,
    descriptor_pb2.FieldDescriptorProto.LABEL_REPEATED,
)
CONTRACT = {
    "Principal": [("id", 1, ONE, ""), ("roles", 3, MANY, "")],
    "Resource": [("kind", 1, ONE, ""), ("id", 3, ONE, "")],
    "Entry": [("actions", 1, MANY, ""), ("resource", 2, ONE, "Resource")],
    "CheckResourcesRequest": [
        ("request_id", 1, ONE, ""),
        ("principal", 3, ONE, "Principal"),
        ("resources", 4, MANY, "Entry"),
    ],
}
"""The part of Cerbos' published contract that is used: name, number, label and message of each field."""


def test_a_request_is_what_cerbos_publishes() -> None:
    models = [f"openai/{'x' * 130}-{number}" for number in range(3)]
    read = _parsed(cerbos.request(OWN_MARK, models))
    assert read.request_id == f"check-{OWN_MARK}"  # type: ignore[attr-defined]
    assert (read.principal.id, list(read.principal.roles)) == ("agent:bench-0", ["researcher"])  # type: ignore[attr-defined]
    entries = read.resources  # type: ignore[attr-defined]
    assert [entry.resource.id for entry in entries] == models
    assert {(tuple(entry.actions), entry.resource.kind) for entry in entries} == {(("call",), "model")}


def _parsed(request: bytes) -> Message:
    file = descriptor_pb2.FileDescriptorProto(name="contract.proto", package="c", syntax="proto3")
    for name, fields in CONTRACT.items():
        message = file.message_type.add(name=name)
        for field, number, label, kind in fields:
            made = message.field.add(name=field, number=number, label=label, type=MESSAGE if kind else TEXT)
            if kind:
                made.type_name = f".c.{kind}"
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    found = message_factory.GetMessageClass(pool.FindMessageTypeByName("c.CheckResourcesRequest"))
    return found.FromString(request)
