"""Stands in for `grpcurl` where it is not installed, so that its examples can be run word for word.

Understands what the pages use: `-plaintext`, `-H`, `-d`, an address, and `list` or a method. Like the real
one it knows no proto: it asks the server's reflection.
"""

import argparse
import sys
from typing import Any

import grpc
from google.protobuf import descriptor_pool, json_format
from google.protobuf.message_factory import GetMessageClass
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import ProtoReflectionDescriptorDatabase


def main(arguments: list[str]) -> int:
    """Call, and print the answer as JSON; 1 after an error."""
    parser = argparse.ArgumentParser(prog="grpcurl")
    parser.add_argument("-plaintext", action="store_true", required=True)
    parser.add_argument("-H", action="append", default=[])
    parser.add_argument("-d", default="{}")
    parser.add_argument("address")
    parser.add_argument("symbol")
    parser.add_argument("name", nargs="?", default="")
    told = parser.parse_args(arguments)
    with grpc.insecure_channel(told.address) as channel:
        reflected = ProtoReflectionDescriptorDatabase(channel)
        if told.symbol == "list":
            names = list(reflected.get_services())
            say("\n".join(name for name in names if name.startswith(told.name)))
            return 0
        try:
            return call(channel, descriptor_pool.DescriptorPool(reflected), told=told)
        except grpc.RpcError as error:
            say(f"ERROR:\n  Code: {error.code().name}\n  Message: {error.details()}")
            return 1


def call(channel: grpc.Channel, pool: descriptor_pool.DescriptorPool, *, told: argparse.Namespace) -> int:
    """Call one method with the message that `-d` holds."""
    service_name, _, method_name = told.symbol.rpartition("/")
    method = pool.FindServiceByName(service_name).FindMethodByName(method_name)
    request = json_format.Parse(told.d, GetMessageClass(method.input_type)())
    headers = (header.partition(":") for header in told.H)
    metadata = [(name.strip().lower(), value.strip()) for name, _, value in headers]
    kind = channel.unary_stream if method.server_streaming else channel.unary_unary
    send: Any = kind(
        f"/{told.symbol}",
        request_serializer=lambda message: message.SerializeToString(),
        response_deserializer=GetMessageClass(method.output_type).FromString,
    )
    answer = send(request, metadata=metadata, timeout=30)
    for message in answer if method.server_streaming else [answer]:
        say(json_format.MessageToJson(message))
    return 0


def say(text: str) -> None:
    """Print one thing."""
    sys.stdout.write(text + "\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
