"""An open installation as an ASGI application.

Apart from `app`, for commands open an installation and answer no request: all that does is half of
what a process would have to import.
"""

from __future__ import annotations

from crmstead.api.surface import SURFACE
from crmstead.app import Server
from crmstead.http.application import Application
from crmstead.http.dispatch import Dispatcher
from crmstead.http.inner import InnerRequests
from crmstead.http.kept_replies import KeptReplies
from crmstead.http.observing import Observer
from crmstead.http.quotas import Quotas
from crmstead.http.request_log import RequestLog
from crmstead.http.router import Router


def application_of(server: Server) -> Application:
    """Return the application that answers requests for an installation."""
    settings = server.settings
    router = Router(SURFACE)
    dispatcher = Dispatcher(
        router=router,
        inside=InnerRequests(router),
        kept=KeptReplies(settings.kept_replies),
        authentication=server.authorization.authentication,
        orgs=server.orgs,
        public_url=server.url_for,
        body_limit=settings.body_limit,
        observer=Observer(RequestLog(settings.log_format, settings.log_level)),
        quotas=Quotas(
            server.clock, settings.concurrency, settings.credits, settings.sub_concurrency
        ),
    )
    return Application(dispatcher, server.authorization, server.control, server.url_for)
