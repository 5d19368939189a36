"""Progress says what it counts, and how long it will take from the first piece on."""

from rich.progress import Progress

from serve import progress


def test_files_are_counted_in_bytes_and_say_so_and_other_steps_in_pieces(capsys):
    with progress.bar() as update:
        update("导入文件", 2_953_442, 2_953_442)
        update("计算向量", 3000, 3000)
    assert capsys.readouterr().err.splitlines() == ["导入文件：3.0/3.0 MB", "计算向量：3000/3000"]


def test_the_time_left_is_known_from_the_first_piece_on():
    now = [0.0]
    shown = Progress(progress._Left(), get_time=lambda: now[0], disable=True)
    task = shown.add_task("计算向量", total=3000)
    assert str(progress._Left().render(shown.tasks[0])) == "剩余时间计算中"
    now[0] = 10.0
    shown.update(task, completed=300)
    assert str(progress._Left().render(shown.tasks[0])) == "还剩 1 分 30 秒"
