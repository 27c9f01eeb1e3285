# The server in a small image: built with pinned, hashed packages, run by a user who owns nothing but its data.
FROM python:3.13-slim-bookworm AS build

ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /build

COPY requirements/ requirements/
RUN python -m venv /opt/remit \
 && /opt/remit/bin/pip install --require-hashes --requirement requirements/server.txt \
 && python -m venv /opt/build \
 && /opt/build/bin/pip install --require-hashes --requirement requirements/build.txt

COPY . .
RUN /opt/build/bin/python -m hatchling build --target wheel --directory /wheels \
 && /opt/remit/bin/pip install --no-deps --no-index /wheels/*.whl \
 && /opt/remit/bin/python -m compileall -q /opt/remit/lib


FROM python:3.13-slim-bookworm

RUN groupadd --system --gid 10001 remit \
 && useradd --system --uid 10001 --gid remit --no-create-home --home-dir /var/lib/remit --shell /usr/sbin/nologin remit \
 && install --directory --owner=remit --group=remit --mode=0700 /var/lib/remit
COPY --from=build /opt/remit /opt/remit

# Beyond loopback the server insists on REMIT_TLS_CERTIFICATE and REMIT_TLS_KEY, or on REMIT_INSECURE=true said aloud.
ENV PATH=/opt/remit/bin:$PATH PYTHONUNBUFFERED=1 REMIT_LISTEN=0.0.0.0:7448 REMIT_DATA_DIR=/var/lib/remit
EXPOSE 7448
USER 10001:10001
WORKDIR /var/lib/remit
VOLUME /var/lib/remit

STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=10s --retries=3 CMD ["remit", "health", "--here"]
ENTRYPOINT ["remit"]
CMD ["serve"]
