.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check -q

.PHONY: help setup run test lint bench eval-smoke clean

help: ## 列出可用的命令
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(VENV)/.base ## 建立 .venv 并安装

$(VENV)/.base: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(PIP) install -c constraints.txt -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.base
	$(PIP) install -c constraints.txt -e '.[dev]'
	@touch $@

run: setup ## 启动服务（首次会建立索引），地址 http://127.0.0.1:8000
	$(BIN)/jxb serve

test: $(VENV)/.dev ## 安装测试所需并运行全部测试
	$(BIN)/python -m pytest

lint: $(VENV)/.dev ## 代码风格、类型、分层约定
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/.dev ## 性能与检索质量，打印成表
	$(BIN)/python -m bench

eval-smoke: setup ## 用自备的问题集评测一遍
	$(BIN)/jxb eval run golden/smoke.jsonl --report reports/smoke

clean: ## 删除 .venv 与构建产物（不动 var/ 里的数据）
	rm -rf $(VENV) *.egg-info .pytest_cache .mypy_cache .ruff_cache
