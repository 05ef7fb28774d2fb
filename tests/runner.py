"""The runner as a module: `./dev` has no .py extension."""

import importlib.machinery
import importlib.util
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def load_runner():
    loader = importlib.machinery.SourceFileLoader("dev_runner", str(ROOT / "dev"))
    spec = importlib.util.spec_from_loader("dev_runner", loader)
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module


dev = load_runner()
