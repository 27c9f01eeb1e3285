"""What the parts of the data plane share: the application that they serve."""

from remit.bootstrap import App


class Plane:
    """One part of the data plane."""

    def __init__(self, app: App) -> None:
        """Serve `app`."""
        self._app = app

    async def _currency(self, tenant: str) -> str:
        """The currency in which a tenant counts."""
        return (await self._app.catalogs.of(tenant)).settings.currency
