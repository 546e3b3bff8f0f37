"""What the product is made of: everything is locked with its hash, and the bill of materials names all of it."""

import json
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LOCK = tomllib.loads((ROOT / "uv.lock").read_text("utf-8"))["package"]
PRODUCT = ["--frozen", "--offline", "--quiet", "--no-default-groups", "--all-extras"]


def exported(*words: str) -> str:
    uv = shutil.which("uv")
    if uv is None:
        pytest.skip("no uv here, which writes the bill of materials")
    done = subprocess.run(
        [uv, "export", *PRODUCT, *words], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return done.stdout


def test_whatever_is_locked_has_its_hash() -> None:
    bare = [
        package["name"]
        for package in LOCK
        if "editable" not in package["source"]
        and not all("hash" in file for file in package.get("wheels", [package.get("sdist", {})]))
    ]
    assert bare == []


def test_the_bill_of_materials_names_all_the_product_needs_and_nothing_of_its_tests() -> None:
    bill = json.loads(exported("--format", "cyclonedx1.5", "--preview-features", "sbom-export"))
    listed = {(part["name"], part["version"]) for part in bill["components"]}
    wanted = re.findall(r"^(\S+?)==([^ ;\\]+)", exported("--no-emit-project"), re.MULTILINE)
    assert bill["bomFormat"] == "CycloneDX"
    assert listed == set(wanted)
    assert {"flask", "sqlalchemy"} <= {name for name, _ in listed}
    assert not {"pytest", "schemathesis", "pip-audit"} & {name for name, _ in listed}
