"""ManifestService: what agents were signed for. Verifying for a runtime is a call of the data plane."""

import base64
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from remit.administration import manifest as manifests
from remit.administration.listing import Query
from remit.audit.person import MasterKey
from remit.decision.catalog import Catalog
from remit.manifest import compliance
from remit.manifest.compliance import ComplianceFinding
from remit.manifest.envelope import MANIFEST_TYPE, read
from remit.manifest.model import Manifest
from remit.manifest.standing import document_of
from remit.server.call import Call
from remit.server.convert.manifest import to_compliance, to_manifest, to_step
from remit.server.services.desk import Desk
from remit.server.services.trusted_key import TrustedKeyCalls
from remitpb.v1 import manifest_service_pb2 as pb

_STATES = {pb.ManifestState.Name(number): number for number in pb.ManifestState.values()}


class ManifestService(TrustedKeyCalls):
    """Manifests and the keys whose signatures count."""

    def __init__(self, desk: Desk, *, master: MasterKey) -> None:
        """Serve from `desk`; private keys made here are kept under `master`."""
        super().__init__(desk, master=master)

    async def RegisterManifest(
        self, request: pb.RegisterManifestRequest, call: Call
    ) -> pb.RegisterManifestResponse:
        """Register a signed manifest, once every step of its verification has passed."""
        desk, catalog = self._desk, await self._desk.catalog(call)
        candidate = manifests.inspect(catalog, request.envelope, at=desk.now)
        steps = [to_step(finding) for finding in candidate.verification.findings]
        if request.validate_only:
            await manifests.rehearse(desk.editor(call, request), candidate)
            made = candidate.manifest("", by="", at=0)
            return pb.RegisterManifestResponse(
                manifest=to_manifest(made, catalog, at=desk.now), steps=steps, revision=catalog.revision
            )
        written = await manifests.register_manifest(desk.editor(call, request), candidate)
        catalog = await desk.catalog(call)
        before = manifests.superseded_by(catalog, written.result)
        return pb.RegisterManifestResponse(
            manifest=to_manifest(written.result, catalog, at=desk.now),
            steps=steps,
            superseded_manifest_id=before.id if before else "",
            revision=written.revision,
        )

    async def GetManifest(self, request: pb.GetManifestRequest, call: Call) -> pb.GetManifestResponse:
        """Read one manifest."""
        catalog = await self._desk.catalog(call)
        if request.WhichOneof("manifest") == "manifest_id":
            found = await self._desk.found(call, Manifest, identity=request.manifest_id, field="manifest_id")
        else:
            found = manifests.counting(catalog, f"agent:{request.agent_id}", at=self._desk.now)
        envelope = base64.b64decode(found.envelope)
        return pb.GetManifestResponse(
            manifest=to_manifest(found, catalog, at=self._desk.now),
            envelope=envelope,
            document=read(envelope, MANIFEST_TYPE).payload,
        )

    async def ListManifests(self, request: pb.ListManifestsRequest, call: Call) -> pb.ListManifestsResponse:
        """List manifests, newest first."""
        desk, catalog = self._desk, await self._desk.catalog(call)
        where = {"owner": f"agent:{request.agent_id}"} if request.agent_id else {}

        def wanted(manifest: Manifest) -> bool:
            state = _STATES[f"MANIFEST_STATE_{manifests.life_of(catalog, manifest, at=desk.now)}"]
            return (not request.states or state in request.states) and request.key_id in {"", manifest.key_id}

        page, token = await desk.page(
            call, request, query=Query(Manifest, wanted=wanted, newest_first=True, where=where)
        )
        return pb.ListManifestsResponse(
            manifests=[to_manifest(one, catalog, at=desk.now) for one in page.items], next_page_token=token
        )

    async def RevokeManifest(
        self, request: pb.RevokeManifestRequest, call: Call
    ) -> pb.RevokeManifestResponse:
        """End a manifest for good; no older version takes its place."""
        written = await manifests.revoke_manifest(
            self._desk.editor(call, request), request.manifest_id, reason=request.reason
        )
        catalog = await self._desk.catalog(call)
        return pb.RevokeManifestResponse(
            manifest=to_manifest(written.result, catalog, at=self._desk.now), revision=written.revision
        )

    async def CheckCompliance(
        self, request: pb.CheckComplianceRequest, call: Call
    ) -> pb.CheckComplianceResponse:
        """Compare manifests with what they claim to comply with."""
        part = self._desk.part(call, request)
        chosen = await self._chosen(request, call)
        after, _, last_framework = part.after.partition("|")
        results = (
            result
            for result in _checked(chosen, request.frameworks, after=after)
            if (result.manifest_id, result.framework) > (after, last_framework)
        )
        found = list(islice(results, part.size + 1))
        page = found[: part.size]
        last = f"{page[-1].manifest_id}|{page[-1].framework}" if len(found) > part.size else ""
        return pb.CheckComplianceResponse(
            results=page, next_page_token=self._desk.token(call, request, last=last)
        )

    async def _chosen(self, request: pb.CheckComplianceRequest, call: Call) -> list[Manifest]:
        catalog, now = await self._desk.catalog(call), self._desk.now
        match request.WhichOneof("manifest"):
            case "manifest_id":
                return [
                    await self._desk.found(call, Manifest, identity=request.manifest_id, field="manifest_id")
                ]
            case "agent_id":
                return [manifests.counting(catalog, f"agent:{request.agent_id}", at=now)]
            case _:
                return _counting(catalog, now)


def _counting(catalog: Catalog, at: int) -> list[Manifest]:
    active = (one for one in catalog.every(Manifest) if manifests.life_of(catalog, one, at=at) == "ACTIVE")
    return sorted(active, key=lambda one: one.id)


def _checked(
    chosen: list[Manifest], frameworks: Sequence[str], *, after: str
) -> Iterator[pb.ComplianceResult]:
    """Yield one result for each manifest and framework, in order."""
    for manifest in chosen:
        if manifest.id < after:
            continue
        document = document_of(manifest)
        for framework in sorted(set(frameworks or document.compliance)):
            claimed = replace(document, compliance=tuple(dict.fromkeys((*document.compliance, framework))))
            findings: tuple[ComplianceFinding, ...] = compliance.check(claimed)
            yield to_compliance(
                manifest, framework, findings=tuple(one for one in findings if one.framework == framework)
            )
