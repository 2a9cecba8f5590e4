"""Texts of sweeps: what is ahead, what has come of it, how far it is."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    "sweep.estimate": (
        "{name}: {runs:,} runs, {pending:,} to do; a run takes about {pace}, all of them about {wall} on {workers} workers, "
        "and {size} on disk",
        "{name}：共 {runs:,} 次运行，待做 {pending:,} 次；每次约 {pace}，{workers} 个进程共约 {wall}，占用磁盘约 {size}",
    ),
    "sweep.nothing": (
        "{name}: {runs:,} runs, nothing to do (change the file to run more)",
        "{name}：共 {runs:,} 次运行，无需再做（修改文件可增加运行）",
    ),
    "sweep.done": (
        "{done:,} of {runs:,} runs done, {failed:,} failed; {ran:,} ran now in {wall}",
        "共 {runs:,} 次运行，完成 {done:,} 次，失败 {failed:,} 次；本次运行 {ran:,} 次，用时 {wall}",
    ),
    "sweep.status": (
        "{done:,} of {runs:,} runs done, {failed:,} failed, {pending:,} pending",
        "共 {runs:,} 次运行，完成 {done:,} 次，失败 {failed:,} 次，待做 {pending:,} 次",
    ),
    "sweep.at_work": ("at work: {holder}", "正在运行：{holder}"),
    "sweep.idle": ("nobody is at work", "当前没有进程在运行"),
    "sweep.failures": ("failures: {reasons}", "失败原因：{reasons}"),
    "sweep.why.raised": ("{n} raised an error", "{n} 次报错"),
    "sweep.why.killed": ("{n} killed their worker", "{n} 次进程被终止"),
    "sweep.why.time": ("{n} took too long", "{n} 次超时"),
    "sweep.why.memory": ("{n} took too much memory", "{n} 次内存超限"),
    "sweep.failure": (
        "{id} (variant {variant}, scheme {scheme}, {parameters}seed {seed}): {last}",
        "{id}（变体 {variant}，方案 {scheme}，{parameters}种子 {seed}）：{last}",
    ),
    "sweep.more": ("… and {n:,} more in {path}", "……其余 {n:,} 条见 {path}"),
    "sweep.rows": ("Rows: {path}", "结果：{path}"),
    "sweep.shard": ("Merge the shards: the same command without --shard", "合并各分片：去掉 --shard 再运行同一命令"),
    "sweep.retry": ("Play the failed ones again: the same command with --retry-failed", "重做失败的运行：同一命令加 --retry-failed"),
}
