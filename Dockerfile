# One image for the web server and for workers.
FROM python:3.13-slim AS build
WORKDIR /src
COPY pyproject.toml README.md LICENSE ./
COPY gradus gradus
COPY server server
COPY grader grader
COPY reference reference
COPY languages languages
COPY assignments assignments
COPY requirements requirements
# Every file by its hash; what builds the package does not come along.
RUN python -m venv /opt/build \
 && /opt/build/bin/pip install --no-cache-dir --require-hashes -r requirements/build.txt \
 && /opt/build/bin/pip wheel --no-cache-dir --no-deps --no-build-isolation --wheel-dir /wheels . \
 && python -m venv /opt/gradus \
 && /opt/gradus/bin/pip install --no-cache-dir --require-hashes -r requirements/production.txt \
 && /opt/gradus/bin/pip install --no-cache-dir --no-deps /wheels/gradus-*.whl

FROM python:3.13-slim
# Both are optional layers of the sandbox: where the container may not make namespaces, it goes
# without bubblewrap.
RUN apt-get update \
 && apt-get install -y --no-install-recommends bubblewrap \
 && rm -rf /var/lib/apt/lists/*
COPY --from=build /opt/gradus /opt/gradus
ENV PATH=/opt/gradus/bin:$PATH \
    GRADUS_DATA_DIR=/var/lib/gradus \
    GRADUS_HOST=0.0.0.0 \
    PYTHONUNBUFFERED=1
VOLUME /var/lib/gradus
EXPOSE 8000
# The process starts as root so that it can run student code under a user number of its own. Start
# the container with an init (docker run --init) that reaps what a replaced zygote leaves.
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s CMD \
    ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/readyz')"]
CMD ["gradus", "serve"]
