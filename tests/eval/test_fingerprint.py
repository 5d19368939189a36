from eval.fingerprint import code_version


def test_the_code_version_changes_with_any_line_of_code_or_prompt(tmp_path):
    package = tmp_path / "dialogue"
    package.mkdir()
    (package / "a.py").write_text("1")
    first = code_version([package])
    assert code_version([package]) == first
    (package / "prompt.md").write_text("新的提示词")
    assert code_version([package]) != first


def test_compiled_files_do_not_count(tmp_path):
    (tmp_path / "a.py").write_text("1")
    first = code_version([tmp_path])
    (tmp_path / "a.pyc").write_bytes(b"1")
    assert code_version([tmp_path]) == first
