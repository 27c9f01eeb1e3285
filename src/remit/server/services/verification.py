"""VerifyManifest: a failed verification is an answer with findings, never an error."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from remit.bootstrap import derive
from remit.decision.verify_manifest import verify_in, verify_registered_in
from remit.errors import NotFoundError
from remit.manifest import receipt as receipts
from remit.manifest.model import Manifest
from remit.server.call import Call
from remit.server.convert.money import from_time
from remit.server.convert.verification import verification_message, wanted_of
from remit.server.services.plane import Plane
from remitpb.v1 import policy_decision_service_pb2 as pb


class Verifications(Plane):
    """Verifies manifests."""

    async def VerifyManifest(
        self, request: pb.VerifyManifestRequest, call: Call
    ) -> pb.VerifyManifestResponse:
        """Verify a registered manifest or an envelope, step by step."""
        app = self._app
        catalog = await app.catalogs.of(call.principal.tenant)
        wanted = wanted_of(request.wanted)
        as_of = from_time(request.as_of) if request.HasField("as_of") else app.clock.now()
        if request.WhichOneof("manifest") == "manifest_id":
            manifest = catalog.get(Manifest, request.manifest_id)
            if manifest is None:
                message = f"there is no manifest {request.manifest_id!r}"
                raise NotFoundError(message, field="manifest_id")
            found = verify_registered_in(catalog, manifest, as_of=as_of, wanted=wanted)
        else:
            found = verify_in(catalog, request.envelope, as_of=as_of, wanted=wanted)
        receipt = b""
        if request.receipt:
            key = Ed25519PrivateKey.from_private_bytes(derive(app.secret, "receipts"))
            receipt = receipts.issue(found, key, at=app.clock.now())
        return verification_message(
            found, request.wanted, manifest_id=request.manifest_id, as_of=as_of, receipt=receipt
        )
