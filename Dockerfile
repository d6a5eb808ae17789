# syntax=docker/dockerfile:1
# A server as a container: docker build -t crmstead . && docker run -p 9460:9460 -v crmstead:/data crmstead

FROM python:3.11-slim AS packages
COPY requirements/run.txt /tmp/run.txt
# Wheels only: the image has no compiler, and what is installed is what the lock's hashes say.
RUN python -m venv /opt/crmstead \
 && /opt/crmstead/bin/pip install --no-cache-dir --disable-pip-version-check \
      --only-binary=:all: --require-hashes --requirement /tmp/run.txt \
 && /opt/crmstead/bin/pip uninstall --yes --quiet pip setuptools
COPY src/crmstead /opt/crmstead/lib/python3.11/site-packages/crmstead
RUN /opt/crmstead/bin/python -m compileall -q /opt/crmstead/lib/python3.11/site-packages/crmstead

FROM python:3.11-slim
RUN useradd --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin crmstead \
 && install --directory --owner=crmstead --group=crmstead --mode=0700 /data
COPY --from=packages /opt/crmstead /opt/crmstead
ENV PATH=/opt/crmstead/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    CRMSTEAD_HOST=0.0.0.0 \
    CRMSTEAD_PORT=9460
USER crmstead
VOLUME /data
EXPOSE 9460
# Alive, not ready: a database that is away does not come back by starting the server anew.
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
  CMD ["python", "-c", "import os, urllib.request as r; r.urlopen(f'http://127.0.0.1:{os.environ[\"CRMSTEAD_PORT\"]}/_health', timeout=2)"]
ENTRYPOINT ["python", "-m", "crmstead"]
CMD ["serve", "--data", "/data"]
