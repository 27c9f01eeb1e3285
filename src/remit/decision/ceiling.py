"""Each agent's manifest as a ceiling: which one counts, whether it still does, and what it leaves out."""

from collections import Counter
from collections.abc import Container, Mapping

from remit.manifest.entitlement import Ceiling, Refusal
from remit.manifest.model import Manifest, ManifestState, TrustedKey
from remit.manifest.standing import document_of, standing


class Ceilings:
    """The newest manifest of each agent; the one with the highest serial counts, also when it was revoked."""

    def __init__(self) -> None:
        """Begin without manifests and keys; ceilings are compiled when first asked for."""
        self._by_agent: dict[str, tuple[Manifest, ...]] = {}
        self._keys: dict[str, TrustedKey] = {}
        self._serials: dict[str, int] = {}
        self._revoked: Counter[str] = Counter()
        self._compiled: dict[str, Ceiling] = {}

    def replace(self, before: Manifest | None, after: Manifest | None) -> None:
        """Put `after` in the place of `before`."""
        for manifest, there in ((before, False), (after, True)):
            if manifest is not None:
                self._compiled.pop(manifest.id, None)
                self._file(manifest.owner, manifest, there=there)
                if manifest.state is ManifestState.REVOKED:
                    self._count_revoked(manifest.digest, 1 if there else -1)

    def _count_revoked(self, digest: str, more: int) -> None:
        self._revoked[digest] += more
        if self._revoked[digest] <= 0:
            del self._revoked[digest]

    def _file(self, agent: str, manifest: Manifest, *, there: bool) -> None:
        known = [one for one in self._by_agent.pop(agent, ()) if one.id != manifest.id]
        self._serials.pop(agent, None)
        if there:
            known.append(manifest)
        if known:
            known.sort(key=_age)
            self._by_agent[agent] = tuple(known)
            self._serials[agent] = known[-1].serial

    def replace_key(self, before: TrustedKey | None, after: TrustedKey | None) -> None:
        """Put `after` in the place of `before`."""
        if before is not None:
            self._keys.pop(before.id, None)
        if after is not None:
            self._keys[after.id] = after

    @property
    def keys(self) -> Mapping[str, TrustedKey]:
        """All trusted keys by id, revoked ones too."""
        return self._keys

    @property
    def serials(self) -> Mapping[str, int]:
        """The highest serial of each agent, revoked ones too: no older version takes the place of one."""
        return self._serials

    @property
    def revoked(self) -> Container[str]:
        """The digests of the manifests that were revoked."""
        return self._revoked

    def manifests_of(self, agent: str) -> tuple[Manifest, ...]:
        """Return all manifests of an agent, the one that counts last."""
        return self._by_agent.get(agent, ())

    def manifest_of(self, agent: str) -> Manifest | None:
        """Return the manifest that counts for an agent, or None."""
        known = self._by_agent.get(agent)
        return known[-1] if known else None

    def objection(self, agent: str, at: int) -> Refusal | None:
        """Return why the agent's manifest does not count at an instant; None when it does, or when there is none."""
        manifest = self.manifest_of(agent)
        return None if manifest is None else standing(manifest, self._keys.get(manifest.key_id), at=at)

    def of(self, agent: str) -> Ceiling | None:
        """Return the agent's ceiling, or None without a manifest."""
        manifest = self.manifest_of(agent)
        if manifest is None:
            return None
        ceiling = self._compiled.get(manifest.id)
        if ceiling is None:
            ceiling = self._compiled[manifest.id] = Ceiling(document_of(manifest))
        return ceiling


def _age(manifest: Manifest) -> tuple[int, str]:
    return manifest.serial, manifest.id
