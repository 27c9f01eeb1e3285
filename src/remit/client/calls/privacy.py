"""The calls of `PrivacyService`: what each does, its RPC says. Calls nothing itself."""

from remit.client import messages as m
from remit.client.rpc import Rpc, Stream


class PrivacyCalls:
    """What must not leak."""

    detect_personal_data = Rpc(m.DetectPersonalDataRequest, m.DetectPersonalDataResponse)
    redact_personal_data = Rpc(m.RedactPersonalDataRequest, m.RedactPersonalDataResponse)
    export_person = Stream(m.ExportPersonRequest, m.ExportPersonResponse)
    erase_person = Rpc(m.ErasePersonRequest, m.ErasePersonResponse)
