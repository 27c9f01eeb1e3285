"""Each agent's manifest as a ceiling: which one counts, whether it still does, and what it leaves out."""

from collections.abc import Iterable

from remit.manifest.entitlement import Ceiling, Refusal
from remit.manifest.model import Manifest, TrustedKey
from remit.manifest.standing import document_of, standing


class Ceilings:
    """The newest manifest of each agent; the one with the highest serial counts, also when it was revoked."""

    def __init__(self, manifests: Iterable[Manifest], keys: Iterable[TrustedKey]) -> None:
        """Index manifests by agent; ceilings are compiled when first asked for."""
        self._newest: dict[str, Manifest] = {}
        for manifest in manifests:
            known = self._newest.get(manifest.owner)
            if known is None or (manifest.serial, manifest.id) > (known.serial, known.id):
                self._newest[manifest.owner] = manifest
        self._keys = {key.id: key for key in keys}
        self._compiled: dict[str, Ceiling] = {}

    def manifest_of(self, agent: str) -> Manifest | None:
        """Return the manifest that counts for an agent, or None."""
        return self._newest.get(agent)

    def objection(self, agent: str, at: int) -> Refusal | None:
        """Return why the agent's manifest does not count at an instant; None when it does, or when there is none."""
        manifest = self._newest.get(agent)
        return None if manifest is None else standing(manifest, self._keys.get(manifest.key_id), at=at)

    def of(self, agent: str) -> Ceiling | None:
        """Return the agent's ceiling, or None without a manifest."""
        manifest = self._newest.get(agent)
        if manifest is None:
            return None
        ceiling = self._compiled.get(manifest.id)
        if ceiling is None:
            ceiling = self._compiled[manifest.id] = Ceiling(document_of(manifest))
        return ceiling
