"""Training speed beside PyTorch and JAX: every program pinned to one core, in turn, round after round; medians and ratios.

python3 compare.py [--python PYTHON] [--rounds 5] [--seconds 4] [--core 1]

PYTHON is an interpreter that has torch and jax. Run it from anywhere in a clone; it builds the Go benchmark itself. Prints
samples per CPU-second of each round, the medians, and the ratio of ours to each peer (median of the ratios of the rounds).
"""

import argparse
import json
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=4)
    parser.add_argument("--core", type=int, default=1)
    return parser.parse_args()


def pinned(o: argparse.Namespace, *command: str) -> str:
    return subprocess.run(["taskset", "-c", str(o.core), *command], check=True, capture_output=True, text=True).stdout


def ours(o: argparse.Namespace, binary: str, net: str) -> float:
    text = pinned(o, binary, "-test.run", "^$", "-test.bench", f"Train/{net}$", "-test.benchtime", f"{o.seconds}s")
    return float(re.search(r"([\d.e+]+) samples/cpu-s", text).group(1))


def peer(o: argparse.Namespace, script: str, net: str) -> float:
    text = pinned(o, o.python, str(HERE / script), "--net", net, "--seconds", str(o.seconds))
    return json.loads(text.strip().splitlines()[-1])["samples_per_cpu_second"]


def measure(o: argparse.Namespace, binary: str, net: str) -> None:
    programs = {
        "ours": lambda: ours(o, binary, net),
        "PyTorch": lambda: peer(o, "pytorch_bench.py", net),
        "JAX": lambda: peer(o, "jax_bench.py", net),
    }
    rates: dict[str, list[float]] = {name: [] for name in programs}
    for _ in range(o.rounds):
        for name, run in programs.items():
            rates[name].append(run())
    for name, values in rates.items():
        ratios = [a / b for a, b in zip(rates["ours"], values)]
        rounds = " ".join(f"{v:.0f}" for v in values)
        print(f"{net:5} {name:8} median {statistics.median(values):7.0f}  ours/this {statistics.median(ratios):.2f} "
              f"({min(ratios):.2f}..{max(ratios):.2f})  rounds: {rounds}", flush=True)


def main() -> None:
    o = options()
    with tempfile.TemporaryDirectory() as folder:
        binary = f"{folder}/pretrain.test"
        subprocess.run(["go", "test", "-c", "-o", binary, "./diversity/pretrain"], check=True, cwd=HERE.parents[2])
        for net in ("mlp", "conv"):
            measure(o, binary, net)


if __name__ == "__main__":
    main()
