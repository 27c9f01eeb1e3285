"""What a policy document changes, for the wire."""

from remit.administration.apply import Difference
from remit.administration.remark import Remark
from remitpb.v1 import policy_service_pb2 as pb


def to_change(difference: Difference) -> pb.PolicyChange:
    """Return one change."""
    return pb.PolicyChange(
        kind=difference.kind,
        id=difference.id,
        type=pb.ChangeType.Value(f"CHANGE_TYPE_{difference.type}"),
        before=difference.before,
        after=difference.after,
    )


def to_warning(remark: Remark) -> pb.PolicyWarning:
    """Return something remarkable."""
    return pb.PolicyWarning(entry=remark.entry, message=remark.message)
