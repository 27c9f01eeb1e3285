"""An update changes what its mask names, and nothing else."""

import pytest
from google.protobuf.field_mask_pb2 import FieldMask

from remit.errors import InvalidFieldError
from remit.server.convert.mask import merged
from remitpb.v1 import core_pb2 as core
from remitpb.v1 import tenant_service_pb2 as pb

WRITABLE = ("display_name", "labels", "settings.time_zone", "settings.default_estimate", "settings.lateness")


def current() -> pb.Tenant:
    tenant = pb.Tenant(tenant_id="t", display_name="T", labels={"a": "1"}, suspend_reason="kept")
    tenant.settings.time_zone = "UTC"
    tenant.settings.default_estimate.tokens = 5
    return tenant


def test_named_fields_are_taken_and_those_not_set_are_cleared() -> None:
    wanted = pb.Tenant(labels={"b": "2"}, suspend_reason="ignored")
    mask = FieldMask(paths=["labels", "display_name", "settings.time_zone"])
    result = merged(current(), wanted, mask=mask, writable=WRITABLE)
    assert (dict(result.labels), result.display_name, result.settings.time_zone) == ({"b": "2"}, "", "")
    assert (result.suspend_reason, result.settings.default_estimate.tokens) == ("kept", 5)


def test_a_parent_names_all_that_is_writable_below() -> None:
    wanted = pb.Tenant(settings=pb.TenantSettings(time_zone="Asia/Tokyo"))
    result = merged(current(), wanted, mask=FieldMask(paths=["settings"]), writable=WRITABLE)
    assert result.settings.time_zone == "Asia/Tokyo"
    assert not result.settings.HasField("default_estimate")
    assert result.display_name == "T"


def test_a_star_names_everything_writable() -> None:
    result = merged(current(), pb.Tenant(), mask=FieldMask(paths=["*"]), writable=WRITABLE)
    assert (result.tenant_id, result.display_name, dict(result.labels)) == ("t", "", {})


def test_without_a_mask_what_is_set_is_taken() -> None:
    wanted = pb.Tenant(
        tenant_id="other", settings=pb.TenantSettings(default_estimate=core.Estimate(tokens=0))
    )
    result = merged(current(), wanted, mask=None, writable=WRITABLE)
    assert (result.tenant_id, result.display_name) == ("t", "T")
    assert result.settings.default_estimate.WhichOneof("estimate") == "tokens"
    assert result.settings.default_estimate.tokens == 0


def test_clearing_below_what_is_not_there_brings_nothing_into_being() -> None:
    mask = FieldMask(paths=["settings.lateness"])
    result = merged(pb.Tenant(), pb.Tenant(), mask=mask, writable=WRITABLE)
    assert not result.HasField("settings")


@pytest.mark.parametrize("path", ["", "tenant_id", "settings.currency", "settings.time_zone.x", "labels.a"])
def test_what_is_unknown_or_not_writable_is_refused(path: str) -> None:
    with pytest.raises(InvalidFieldError) as refused:
        merged(current(), pb.Tenant(), mask=FieldMask(paths=[path]), writable=WRITABLE)
    assert refused.value.field == "update_mask"


def test_what_is_there_is_left_as_it_is() -> None:
    before = current()
    merged(before, pb.Tenant(display_name="new"), mask=None, writable=WRITABLE)
    assert before == current()
