"""Every RPC of `remit.v1`, read from the descriptors, so that none can be forgotten. Never calls one."""

import importlib
import pkgutil
from functools import cache
from typing import Final

from google.protobuf.descriptor import FileDescriptor, MethodDescriptor, ServiceDescriptor

import remitpb.v1

DECISION_SERVICE: Final = "remit.v1.PolicyDecisionService"
HEALTH_SERVICE: Final = "grpc.health.v1.Health"
REFLECTION_SERVICE: Final = "grpc.reflection.v1alpha.ServerReflection"


@cache
def files() -> tuple[FileDescriptor, ...]:
    """Return the files of the contract, by name."""
    names = sorted(
        module.name for module in pkgutil.iter_modules(remitpb.v1.__path__) if module.name.endswith("_pb2")
    )
    return tuple(importlib.import_module(f"remitpb.v1.{name}").DESCRIPTOR for name in names)


@cache
def services() -> tuple[ServiceDescriptor, ...]:
    """Return the services of the contract, in the order of their files."""
    return tuple(service for file in files() for service in file.services_by_name.values())


@cache
def methods() -> tuple[MethodDescriptor, ...]:
    """Return the RPCs of the contract, service by service."""
    return tuple(method for service in services() for method in service.methods)


def path_of(method: MethodDescriptor) -> str:
    """Return how a method is called on the wire: `/remit.v1.PolicyDecisionService/Authorize`."""
    return f"/{method.containing_service.full_name}/{method.name}"
