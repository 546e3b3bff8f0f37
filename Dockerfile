# Two stages: the first builds an environment from the lock, the second only runs it.
FROM python:3.11-slim-trixie AS build
RUN pip install --no-cache-dir uv==0.13.9
WORKDIR /app
# `--build-arg EXTRAS=oidc` for signing on with the city's identity provider, `EXTRAS=spark` for Spark.
ARG EXTRAS=""
COPY pyproject.toml uv.lock README.md LICENSE ./
RUN uv sync --locked --no-default-groups --no-install-project --link-mode=copy --compile-bytecode ${EXTRAS:+--extra $EXTRAS}
COPY data data
COPY models models
COPY training training
COPY service service
RUN uv sync --locked --no-default-groups --no-editable --link-mode=copy --compile-bytecode ${EXTRAS:+--extra $EXTRAS}

FROM python:3.11-slim-trixie
ARG EXTRAS=""
# For copies: `pg_dump` refuses a server newer than itself, so PostgreSQL may be 17 or older. Spark needs Java.
RUN apt-get update \
    && apt-get install -y --no-install-recommends postgresql-client-17 \
        $(if [ "$EXTRAS" = spark ]; then echo openjdk-21-jre-headless; fi) \
    && rm -rf /var/lib/apt/lists/*
RUN groupadd --gid 10001 songgang \
    && useradd --create-home --uid 10001 --gid 10001 songgang \
    && install -d -o songgang -g songgang -m 0700 /var/lib/songgang /var/backups/songgang
COPY --from=build /app/.venv /app/.venv
ENV PATH=/app/.venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    NUMBA_CACHE_DIR=/tmp/numba \
    SONGGANG_HOME=/var/lib/songgang \
    SONGGANG_HOST=0.0.0.0
USER songgang
WORKDIR /var/lib/songgang
VOLUME /var/lib/songgang
EXPOSE 8600
HEALTHCHECK --interval=30s --timeout=5s --start-period=180s \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8600/health/ready', timeout=4)"]
CMD ["songgang", "serve"]
