"""Every message and enum of `remit.v1` under one name each, so that callers need know no file. Adds nothing.

`from remit.client import messages as m`, then `m.AuthorizeRequest`, `m.EFFECT_ALLOW`.
"""

# ruff: noqa: F403, PLC0414  to give the whole contract on is what this module is for
from google.protobuf.duration_pb2 import Duration as Duration
from google.protobuf.field_mask_pb2 import FieldMask as FieldMask
from google.protobuf.timestamp_pb2 import Timestamp as Timestamp
from google.type.money_pb2 import Money as Money

from remitpb.v1.approval_service_pb2 import *
from remitpb.v1.audit_service_pb2 import *
from remitpb.v1.budget_service_pb2 import *
from remitpb.v1.core_pb2 import *
from remitpb.v1.error_reason_pb2 import *
from remitpb.v1.identity_pb2 import *
from remitpb.v1.identity_service_pb2 import *
from remitpb.v1.ledger_pb2 import *
from remitpb.v1.manifest_service_pb2 import *
from remitpb.v1.policy_decision_service_pb2 import *
from remitpb.v1.policy_pb2 import *
from remitpb.v1.policy_service_pb2 import *
from remitpb.v1.price_pb2 import *
from remitpb.v1.privacy_service_pb2 import *
from remitpb.v1.tenant_service_pb2 import *
from remitpb.v1.timeline_service_pb2 import *
