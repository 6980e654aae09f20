# syntax=docker/dockerfile:1
FROM python:3.13-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PYTHONDONTWRITEBYTECODE=1
RUN python -m venv /venv
COPY requirements.txt .
RUN /venv/bin/pip install --require-hashes --no-deps -r requirements.txt
WORKDIR /app
COPY manage.py ./
COPY timeline timeline
COPY templates templates
COPY static static
COPY locale locale
COPY fixtures fixtures
RUN /venv/bin/python manage.py compilemessages && /venv/bin/python manage.py collectstatic --no-input \
 && rm -rf .tumen && /venv/bin/python -m compileall -q timeline

FROM python:3.13-slim
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1
RUN useradd --system --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin tumen
WORKDIR /app
COPY --from=build /venv /venv
COPY --from=build /app /app
USER tumen
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s \
  CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
# Heartbeats in memory: a slow disk must not look like a dead worker.
CMD ["gunicorn", "timeline.wsgi", "--bind=0.0.0.0:8000", "--workers=2", "--threads=4", "--worker-tmp-dir=/dev/shm", \
     "--access-logfile=-", "--no-control-socket"]
