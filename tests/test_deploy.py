"""What can be held true of the image and the compose file without a container engine."""

import re
import shlex
import subprocess
import sys
import threading
import tomllib
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
import yaml

from serve import processes
from serve.settings import Settings

ROOT = Path(__file__).parents[1]
DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))
ENV_EXAMPLE = (ROOT / ".env.example").read_text("utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
SETTINGS = {f"JXB_{name.upper()}" for name in Settings.model_fields}

SERVICES = COMPOSE["services"]
EVERY_SERVICE = pytest.mark.parametrize("service", SERVICES.values(), ids=SERVICES)


def instructions(text=DOCKERFILE):
    """(instruction, arguments) in order, lines joined, comments left out."""
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    joined = re.sub(r"\\\n", "", "\n".join(lines))
    return [tuple(line.split(maxsplit=1)) for line in joined.splitlines() if line.strip()]


def final_stage():
    found = instructions()
    return found[max(i for i, (name, _) in enumerate(found) if name == "FROM") :]


def only(name):
    return [arguments for found, arguments in final_stage() if found == name]


def test_the_image_never_runs_as_root():
    (user,) = only("USER")
    assert re.fullmatch(r"[1-9]\d{3,}:[1-9]\d{3,}", user), "Kubernetes can only check a number"


def test_the_image_takes_nothing_from_the_build_but_the_environment():
    assert only("COPY") == ["--from=build /opt/venv /opt/venv"]
    assert not only("ADD")


def test_dependencies_are_a_layer_of_their_own_held_by_constraints():
    found = instructions()
    code = found.index(("COPY", ". ."))
    before = " ".join(f"{name} {arguments}" for name, arguments in found[:code])
    assert "COPY pyproject.toml constraints.txt ./" in before
    assert "install -c constraints.txt -r requirements.txt" in before


def test_the_dependency_layer_installs_what_pyproject_asks_for():
    (run,) = [line for name, line in instructions() if name == "RUN" and "tomllib" in line]
    script = run.replace("python", shlex.quote(sys.executable), 1).replace("> requirements.txt", "")
    result = subprocess.run(
        ["sh", "-c", script],
        cwd=ROOT,
        env={"EXTRAS": "postgres"},
        capture_output=True,
        text=True,
        check=True,
    )
    project = PROJECT["project"]
    assert result.stdout.split("\n")[:-1] == [
        *project["dependencies"],
        *project["optional-dependencies"]["postgres"],
    ]


def test_every_package_reaches_the_build_and_nothing_else_does():
    lines = [line for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines() if line[:1] != "#"]
    assert lines[0] == "*"
    allowed = {line[1:].rstrip("/") for line in lines if line.startswith("!")}
    packages = {name.rstrip("*") for name in PROJECT["tool"]["setuptools"]["packages"]["find"]["include"]}
    assert allowed == packages | {"pyproject.toml", "constraints.txt", "README.md"}
    assert "**/.env*" in lines


def test_the_image_carries_no_secret():
    named = [line for name, line in instructions() if name in ("ARG", "ENV")]
    assert not [line for line in named if re.search(r"KEY|TOKEN|SECRET|PASSWORD", line, re.IGNORECASE)]


def test_the_image_serves_to_the_outside_and_keeps_its_state_in_a_volume():
    environment = " ".join(only("ENV"))
    assert "JXB_HOST=0.0.0.0" in environment
    assert "JXB_HOME=/data" in environment
    assert only("VOLUME") == ["/data"]
    assert (only("ENTRYPOINT"), only("CMD")) == (['["jxb"]'], ['["serve"]'])
    assert only("STOPSIGNAL") == ["SIGTERM"]


class Health(BaseHTTPRequestHandler):
    status = 200

    def do_GET(self):
        self.send_response(self.status if self.path in ("/healthz", "/readyz") else 404)
        self.end_headers()

    def log_message(self, *_):
        pass


@pytest.mark.parametrize(("status", "healthy"), [(200, True), (503, False)])
def test_the_health_check_believes_the_server(status, healthy):
    (check,) = only("HEALTHCHECK")
    command = yaml.safe_load(check[check.index("[") :])
    handler = type("Answering", (Health,), {"status": status})
    with HTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        environment = {"JXB_PORT": str(server.server_port), "http_proxy": "http://127.0.0.1:9"}
        result = subprocess.run([sys.executable, *command[1:]], env=environment, capture_output=True)
        server.shutdown()
    assert (result.returncode == 0) is healthy


@pytest.mark.parametrize("text", [DOCKERFILE, ENV_EXAMPLE, (ROOT / "compose.yaml").read_text("utf-8")])
def test_every_jxb_variable_is_a_setting(text):
    assert set(re.findall(r"\bJXB_[A-Z_]+", text)) <= SETTINGS


def test_the_example_names_every_setting_the_container_does_not_fix():
    fixed = set(SERVICES["app"]["environment"])
    assert set(re.findall(r"^(JXB_[A-Z_]+)=", ENV_EXAMPLE, re.MULTILINE)) == SETTINGS - fixed


def test_the_example_shows_the_defaults_and_no_secret(monkeypatch):
    for name in SETTINGS:
        monkeypatch.delenv(name, raising=False)
    defaults = Settings()
    for name, value in re.findall(r"^(JXB_[A-Z_]+)=(.*)$", ENV_EXAMPLE, re.MULTILINE):
        monkeypatch.setenv(name, value)
    assert Settings() == defaults
    assert not re.search(r"^\w*(PASSWORD|KEYS?)=.+$", ENV_EXAMPLE, re.MULTILINE)


def test_every_variable_of_the_compose_file_is_in_the_example():
    used = set(re.findall(r"(?<!\$)\$\{([A-Z_]+)", (ROOT / "compose.yaml").read_text("utf-8")))
    example = set(re.findall(r"^([A-Z_]+)=", ENV_EXAMPLE, re.MULTILINE))
    assert used - example == {"APP_TAG", "EXTRAS", "PIP_INDEX_URL"}, "of use when building only"


@EVERY_SERVICE
def test_every_service_is_watched_restarted_and_cannot_gain_privileges(service):
    assert service["healthcheck"]["test"][0] == "CMD"
    assert service["restart"] == "unless-stopped"
    assert "no-new-privileges:true" in service["security_opt"]
    assert "privileged" not in service


@EVERY_SERVICE
def test_every_image_is_pinned(service):
    tag = service["image"].rpartition(":")[2]
    assert re.search(r"\d", tag)
    assert "latest" not in service["image"]


def test_only_the_app_starts_by_itself_and_opens_a_port_to_this_machine():
    assert [name for name, service in SERVICES.items() if "profiles" not in service] == ["app"]
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["app"]
    assert SERVICES["app"]["ports"] == ["${PUBLISH_ADDRESS:-127.0.0.1}:${PUBLISH_PORT:-8000}:8000"]


def test_profiles_are_the_promised_ones():
    profiles = {profile for service in SERVICES.values() for profile in service.get("profiles", [])}
    assert profiles == {"postgres", "vllm", "milvus", "milvus-cluster"}


def test_milvus_is_one_process_or_its_roles_apart_of_the_version_the_client_is_made_for():
    roles = {name: one for name, one in SERVICES.items() if one["image"].startswith("milvusdb/milvus:")}
    run = {name: service["command"][-1] for name, service in roles.items()}
    assert run.pop("milvus") == "standalone"
    assert sorted(run.values()) == ["datanode", "mixcoord", "proxy", "querynode", "streamingnode"]
    assert all(roles[name]["profiles"] == ["milvus-cluster"] for name in run)
    (image,) = {service["image"].rpartition(":v")[2] for service in roles.values()}
    (client,) = [line for line in PROJECT["project"]["optional-dependencies"]["milvus"] if "pymilvus" in line]
    assert client.rpartition("==")[2].split(".")[:2] == image.split(".")[:2]
    assert all(service["environment"]["MQ_TYPE"] == "woodpecker" for service in roles.values())


def test_the_app_starts_without_the_optional_services_but_waits_for_those_asked_for():
    for dependency in SERVICES["app"]["depends_on"].values():
        assert dependency == {"condition": "service_healthy", "required": False}


def test_the_app_writes_only_to_its_volume():
    app = SERVICES["app"]
    assert app["read_only"] is True
    assert app["cap_drop"] == ["ALL"]
    assert app["volumes"] == ["data:/data"]
    assert app["tmpfs"][0].startswith("/tmp")


def test_docker_waits_longer_than_the_server_needs_to_finish_its_answers():
    assert int(SERVICES["app"]["stop_grace_period"].rstrip("s")) > processes.GRACE + 8


def test_what_is_behind_the_app_has_no_way_out():
    assert COMPOSE["networks"]["back"]["internal"] is True
    assert all(service["networks"] == ["back"] for name, service in SERVICES.items() if name != "app")


def test_the_model_server_gets_a_gpu_prefix_caching_and_adapters():
    vllm = SERVICES["vllm"]
    (device,) = vllm["deploy"]["resources"]["reservations"]["devices"]
    assert (device["driver"], device["capabilities"]) == ("nvidia", ["gpu"])
    assert {"--enable-prefix-caching", "--enable-lora"} <= set(vllm["command"].split())


def test_named_volumes_are_declared():
    mounted = [volume for service in SERVICES.values() for volume in service.get("volumes", [])]
    names = {volume.split(":")[0] for volume in mounted if re.match(r"[a-z]", volume)}
    assert names == set(COMPOSE["volumes"])


def test_the_ci_script_is_valid_bash():
    subprocess.run(["bash", "-n", str(ROOT / ".ci" / "run")], check=True)
