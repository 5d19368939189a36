# syntax=docker/dockerfile:1

ARG PYTHON_VERSION=3.11

FROM python:${PYTHON_VERSION}-slim AS build

# A site with its own mirror names it here; never put a password in it.
ARG PIP_INDEX_URL=https://pypi.org/simple
# Extras of pyproject.toml, separated by commas.
ARG EXTRAS=postgres

ENV PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PIP_ROOT_USER_ACTION=ignore

WORKDIR /src
RUN python -m venv --without-pip /opt/venv

# What we depend on changes seldom: a layer of its own, reused while these two files stand still.
COPY pyproject.toml constraints.txt ./
RUN python -c "import os, tomllib; \
    project = tomllib.load(open('pyproject.toml', 'rb'))['project']; \
    extras = [name for name in os.environ.get('EXTRAS', '').split(',') if name]; \
    more = [line for name in extras for line in project['optional-dependencies'][name]]; \
    print(*project['dependencies'], *more, sep='\\n')" > requirements.txt
RUN --mount=type=cache,target=/root/.cache/pip \
    pip --python /opt/venv/bin/python install -c constraints.txt -r requirements.txt

COPY . .
RUN --mount=type=cache,target=/root/.cache/pip \
    pip --python /opt/venv/bin/python install --no-deps .


FROM python:${PYTHON_VERSION}-slim

ARG VERSION=0.1.0
ARG REVISION=unknown

LABEL org.opencontainers.image.title="jingxiaobao" \
      org.opencontainers.image.description="京晓保：医保社保政策问答助手" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"

# A fixed number, so that the owner of a mounted folder can be set before the first start.
RUN groupadd --gid 10001 jxb \
    && useradd --uid 10001 --gid jxb --no-create-home --home-dir /data --shell /usr/sbin/nologin jxb \
    && install -d -o jxb -g jxb -m 0750 /data

COPY --from=build /opt/venv /opt/venv

ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    JXB_HOST=0.0.0.0 \
    JXB_PORT=8000 \
    JXB_HOME=/data

USER 10001:10001
WORKDIR /data
VOLUME /data
EXPOSE 8000

# The server finishes open answers within 30 seconds: stop with `docker stop -t 40`.
STOPSIGNAL SIGTERM

# The first start builds the index; no proxy, whatever the environment says.
HEALTHCHECK --interval=15s --timeout=5s --start-period=300s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as u; u.build_opener(u.ProxyHandler({})).open('http://127.0.0.1:' + os.environ['JXB_PORT'] + '/healthz', timeout=3)"]

ENTRYPOINT ["jxb"]
CMD ["serve"]
