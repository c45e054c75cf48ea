#!/usr/bin/env bash
# One would guess: rten's `op_registry!`, which its documentation gives for smaller programs, can name whatever operator
# of ONNX the registry of all operators reads, above all those of a transformer.
# True (rten 0.27.0): it has no Attention, RMSNormalization or Swish: a graph that loads with all operators cannot be had with few.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet onnx==1.19.1
"$work/venv/bin/python" - "$work/attention.onnx" <<'PYTHON'
import sys
from onnx import TensorProto, helper

names = ["query", "key", "value"]
inputs = [helper.make_tensor_value_info(name, TensorProto.FLOAT, [1, "tokens", 8]) for name in names]
output = helper.make_tensor_value_info("out", TensorProto.FLOAT, None)
node = helper.make_node("Attention", names, ["out"], q_num_heads=2, kv_num_heads=2)
graph = helper.make_graph([node], "g", inputs, [output])
model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 23)], ir_version=10)
open(sys.argv[1], "wb").write(model.SerializeToString())
PYTHON
mkdir -p "$work/program/src"
cat > "$work/program/Cargo.toml" <<'TOML'
[package]
name = "program"
version = "0.1.0"
edition = "2021"

[dependencies]
rten = "=0.27.0"
TOML
build() { (cd "$work/program" && cargo build --quiet 2> "$work/said"); }

cat > "$work/program/src/main.rs" <<'RUST'
fn main() {
    let path = std::env::args().nth(1).unwrap();
    rten::ModelOptions::with_all_ops().load_file(path).unwrap();
    println!("all operators: the graph with Attention loads");
    rten::op_registry!(MatMul, Gelu, LayerNormalization);
    println!("op_registry!: takes MatMul, Gelu, LayerNormalization");
}
RUST
echo "rten 0.27.0"
build
"$work/program/target/debug/program" "$work/attention.onnx"

for operator in Attention RMSNormalization Swish; do
    echo "fn main() { rten::op_registry!($operator); }" > "$work/program/src/main.rs"
    if build; then
        echo "op_registry! takes $operator now"
        exit 1
    fi
    grep -m1 "cannot find" "$work/said"
done
