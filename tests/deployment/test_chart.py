"""The Helm chart: what it makes is what Kubernetes takes, has no rights and no secrets, and fits the image."""

import json
from functools import cache
from typing import Any

import pytest
import yaml

from remit.config import PREFIX, Config
from remit.decision.catalogs import MOST_BYTES
from tests.deployment.files import CHART, image_environment, instructions, run, tool

KUBERNETES = ("1.27.0", "1.34.0")
PLAIN = ("tls.insecure=true",)
FULL = (
    "tls.secretName=remit-tls", "tls.clientCaKey=ca.crt", "autoscaling.enabled=true", "metrics.serviceMonitor.enabled=true",
    "workers=4", "settings.REMIT_LOG_LEVEL=debug", "service.headless=true", "priorityClassName=high",
    "imagePullSecrets[0].name=registry", "nodeSelector.disk=ssd", "tolerations[0].operator=Exists",
    "podAnnotations.note=x", "podLabels.team=core", "service.annotations.note=x", "serviceAccount.annotations.note=x",
)  # fmt: skip


def template(*values: str, kubernetes: str = KUBERNETES[-1], release: str = "remit") -> Any:
    sets = [word for value in values for word in ("--set", value)]
    return run(tool("helm"), "template", release, CHART, "--kube-version", kubernetes, *sets)


@cache
def manifests(*values: str) -> dict[str, dict[str, Any]]:
    """Return what is made of values, by kind; of several of a kind the last."""
    said = template(*values)
    assert said.returncode == 0, said.stderr
    return {one["kind"]: one for one in yaml.safe_load_all(said.stdout) if one}


def pods(*values: str) -> list[dict[str, Any]]:
    made = manifests(*values)
    return [made[kind]["spec"]["template"]["spec"] for kind in ("Deployment", "Job")]


def container(*values: str) -> dict[str, Any]:
    (found,) = pods(*values)[0]["containers"]
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize("values", [PLAIN, FULL], ids=["plain", "full"])
def test_helm_finds_nothing_to_say(values: tuple[str, ...]) -> None:
    sets = [word for value in values for word in ("--set", value)]
    said = run(tool("helm"), "lint", "--strict", CHART, "--kube-version", KUBERNETES[-1], *sets)
    assert said.returncode == 0, said.stdout
    assert "WARNING" not in said.stdout


@pytest.mark.parametrize("kubernetes", KUBERNETES)
@pytest.mark.parametrize("values", [PLAIN, FULL], ids=["plain", "full"])
def test_kubernetes_types_take_every_manifest(values: tuple[str, ...], kubernetes: str) -> None:
    made = template(*values, kubernetes=kubernetes)
    assert made.returncode == 0, made.stderr
    said = run(tool("deploycheck"), "manifests", given=made.stdout)
    assert said.returncode == 0, said.stderr


def test_what_kubernetes_would_refuse_is_refused() -> None:
    made = template(*PLAIN).stdout
    for right, wrong in (
        ("readOnlyRootFilesystem", "readOnlyRootFileSystem"),
        ("replicas: 2", "replicas: two"),
    ):
        assert right in made
        assert run(tool("deploycheck"), "manifests", given=made.replace(right, wrong)).returncode == 1


def test_an_old_kubernetes_is_refused() -> None:
    assert template(*PLAIN, kubernetes="1.26.0").returncode != 0


@pytest.mark.parametrize(
    "values",
    [
        (),
        (*PLAIN, "replica=2"),
        (*PLAIN, "replicas=two"),
        (*PLAIN, "workers=0"),
        (*PLAIN, "service.port=70000"),
        (*PLAIN, "settings.LOG_LEVEL=debug"),
        (*PLAIN, "settings.REMIT_MASTER_KEY=in-the-clear"),
        (*PLAIN, "settings.REMIT_DATABASE_URL=postgresql://u:p@db/remit"),
        (*PLAIN, "secrets.name="),
    ],
)
def test_values_that_are_none_are_refused(values: tuple[str, ...]) -> None:
    said = template(*values)
    assert said.returncode != 0
    assert "schema" in said.stderr


def test_the_schema_knows_every_value() -> None:
    schema = json.loads((CHART / "values.schema.json").read_text("utf-8"))
    values = yaml.safe_load((CHART / "values.yaml").read_text("utf-8"))
    assert set(values) == set(schema["properties"]) - {"global"}
    for name, value in values.items():
        known = schema["properties"][name].get("properties")
        if isinstance(value, dict) and known is not None:
            assert set(value) == set(known), name


@pytest.mark.parametrize("values", [PLAIN, FULL], ids=["plain", "full"])
def test_pods_have_no_rights(values: tuple[str, ...]) -> None:
    user, group = (int(one) for one in dict(instructions())["USER"].split(":"))
    for pod in pods(*values):
        assert pod["securityContext"]["runAsNonRoot"] is True
        assert (pod["securityContext"]["runAsUser"], pod["securityContext"]["runAsGroup"]) == (user, group)
        assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
        assert pod["automountServiceAccountToken"] is False
        for one in pod["containers"]:
            assert one["securityContext"] == {
                "allowPrivilegeEscalation": False,
                "readOnlyRootFilesystem": True,
                "capabilities": {"drop": ["ALL"]},
            }


@pytest.mark.parametrize("values", [PLAIN, FULL], ids=["plain", "full"])
def test_secrets_are_named_and_never_shown(values: tuple[str, ...]) -> None:
    made = manifests(*values)
    assert "Secret" not in made
    assert "ConfigMap" not in made
    for pod in pods(*values):
        environment = {one["name"]: one for one in pod["containers"][0]["env"]}
        for name in ("REMIT_DATABASE_URL", "REMIT_REDIS_URL", "REMIT_MASTER_KEY"):
            assert set(environment[name]) == {"name", "valueFrom"}
            assert environment[name]["valueFrom"]["secretKeyRef"]["name"] == "remit"


@pytest.mark.parametrize("values", [PLAIN, FULL], ids=["plain", "full"])
def test_every_setting_is_one_and_said_once(values: tuple[str, ...]) -> None:
    known = {PREFIX + field.upper() for field in Config.model_fields}
    for pod in pods(*values):
        names = [one["name"] for one in pod["containers"][0]["env"]]
        assert len(names) == len(set(names))
        assert set(names) <= known


def test_a_server_is_started_as_the_image_has_it() -> None:
    one = container(*PLAIN)
    assert one["args"] == ["serve"]
    assert manifests(*PLAIN)["Job"]["spec"]["template"]["spec"]["containers"][0]["args"] == ["migrate"]
    mounts = {mount["mountPath"] for mount in one["volumeMounts"]}
    assert {image_environment()["REMIT_DATA_DIR"], "/tmp"} <= mounts


def test_probes_ask_pages_that_there_are() -> None:
    one = container(*FULL)
    assert one["readinessProbe"]["httpGet"] == {"path": "/readyz", "port": "metrics"}
    assert (
        one["livenessProbe"]["httpGet"]
        == one["startupProbe"]["httpGet"]
        == {"path": "/healthz", "port": "metrics"}
    )
    ports = {port["name"]: port["containerPort"] for port in one["ports"]}
    environment = {item["name"]: item.get("value") for item in one["env"]}
    assert environment["REMIT_METRICS_LISTEN"] == f"0.0.0.0:{ports['metrics']}"
    assert environment["REMIT_LISTEN"] == f"0.0.0.0:{ports['grpc']}"


def test_pods_get_longer_than_calls_under_way() -> None:
    pod = pods(*PLAIN, "drainSeconds=40")[0]
    environment = {item["name"]: item.get("value") for item in pod["containers"][0]["env"]}
    assert environment["REMIT_DRAIN_SECONDS"] == "40"
    assert pod["terminationGracePeriodSeconds"] > 40


def test_the_migration_comes_first() -> None:
    job = manifests(*PLAIN)["Job"]
    assert job["metadata"]["annotations"]["helm.sh/hook"] == "pre-install,pre-upgrade"
    assert "Job" not in manifests(*PLAIN, "migration.enabled=false")


def test_services_find_the_servers_and_nothing_else() -> None:
    made = manifests(*FULL)
    labels = made["Deployment"]["spec"]["template"]["metadata"]["labels"]
    assert made["Service"]["spec"]["selector"].items() <= labels.items()
    others = made["Job"]["spec"]["template"]["metadata"]["labels"]
    assert not made["Service"]["spec"]["selector"].items() <= others.items()
    for kind in ("Deployment", "PodDisruptionBudget"):
        assert made[kind]["spec"]["selector"]["matchLabels"].items() <= labels.items()
    assert made["NetworkPolicy"]["spec"]["podSelector"]["matchLabels"].items() <= labels.items()
    assert (
        made["HorizontalPodAutoscaler"]["spec"]["scaleTargetRef"]["name"]
        == made["Deployment"]["metadata"]["name"]
    )
    assert "replicas" not in made["Deployment"]["spec"]
    monitor = made["ServiceMonitor"]["spec"]["selector"]["matchLabels"]
    assert monitor.items() <= made["Service"]["metadata"]["labels"].items()


def test_memory_grows_with_the_processes_unless_it_is_given() -> None:
    def memory(*values: str) -> list[tuple[str, str]]:
        found = [pod["containers"][0]["resources"] for pod in pods(*PLAIN, *values)]
        assert all(one["requests"]["cpu"] == "500m" for one in found)
        return [(one["requests"]["memory"], one["limits"]["memory"]) for one in found]

    assert memory() == [("256Mi", "1Gi"), ("256Mi", "1Gi")]
    # Who migrates is one process, however many serve.
    assert memory("workers=4") == [("1024Mi", "4Gi"), ("256Mi", "1Gi")]
    given = memory("workers=4", "resources.limits.memory=3Gi", "resources.requests.memory=2Gi")
    assert given == [("2Gi", "3Gi"), ("2Gi", "3Gi")]


def test_a_process_gets_more_than_its_catalogs_may_take() -> None:
    assert container(*PLAIN)["resources"]["limits"]["memory"] == "1Gi"
    assert 2 * MOST_BYTES <= 1 << 30


def test_names_of_long_releases_are_short_enough() -> None:
    said = template(*PLAIN, release="r" * 53)
    made = [one for one in yaml.safe_load_all(said.stdout) if one]
    names = [(one["kind"], one["metadata"]["name"]) for one in made]
    assert all(len(name) <= 63 for _, name in names)
    assert len(names) == len(set(names))
