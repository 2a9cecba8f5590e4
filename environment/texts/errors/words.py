"""Words and fixed phrases of the messages that hold nothing to carry over."""

from __future__ import annotations

_KINDS = {
    "a whole number": "整数", "a number": "数", "a finite number": "有限的数", "finite numbers": "有限的数", "numbers": "数",
    "text": "文字", "a text": "文字", "true or false": "true 或 false", "a list": "列表", "a mapping": "映射",
    "an empty mapping": "空映射", "an empty list": "空列表", "nothing": "空值", "null": "null", "nothing here": "此处什么都没有",
    "a value (the key is required)": "一个值（此键必填）", "labels": "标签",
    "a date and time with offset, such as \"2026-09-17T20:00:00+08:00\"": "带时差的日期时间，如 \"2026-09-17T20:00:00+08:00\"",
    "text, number, true/false, list or mapping": "文字、数、true/false、列表或映射",
    "[low, high] with low ≤ high": "[low, high]，且 low ≤ high",
    "[low, high] with low ≤ high, or [low, high, step]": "[low, high]，且 low ≤ high；或 [low, high, step]",
    "a date and time": "日期与时间", "a year from 1900 to 2200": "1900 至 2200 年", "at least 1e-06": "至少 1e-06",
    "[low, high, step] with a step > 0 that divides the range": "[low, high, step]，步长 > 0 且整除区间",
    "finite numbers or -inf": "有限的数或 -inf", "numbers or -inf": "数或 -inf", "low < high": "low < high", "lowerbound <= upperbound": "lowerbound <= upperbound",
    "[low, high]": "[low, high]", "[low, high, step]": "[low, high, step]", "start < middle < end": "start < middle < end", "the top level": "最上层",
    "no arguments": "不带参数", "different values": "互不相同的值", "a list of one value or more": "至少一个值的列表",
    "the same value twice": "同一个值出现两次", "at least one": "至少一个", "one or more": "一个或更多", "two or more": "两个或更多",
    "one": "一", "both": "两者", "none": "无", "neither": "两者皆无", "each once": "各一次", "more": "更多", "others": "其他",
    "a value": "一个值", "some": "有", "file": "文件",
}  # fmt: skip
_THINGS = {
    "scenario": "场景", "scheme": "方案", "study": "研究", "sweep": "扫描", "parameters": "参数", "style": "款式", "region": "地区",
    "warehouse": "仓库", "factory": "工厂", "carrier": "物流商", "role": "角色", "grade": "品级", "reason": "退货原因",
    "zone class": "分区等级", "family": "品类", "material supplier": "原料商", "kind of party": "参与方类别", "item": "数据项",
    "host": "主播", "supplier": "商家", "platform": "平台", "consumers": "消费者", "main": "主推", "backup": "备选", "tail": "长尾",
    "locked": "待解锁", "no warehouse": "无仓库", "city": "城市", "party": "参与方", "folder": "文件夹", "schemes": "方案",
    "base schemes": "基础方案", "candidates": "候选仓", "outcomes": "指标", "outcome": "指标", "replications": "重复次数", "seeds": "种子数",
    "shows": "场次", "dispositions": "行为倾向", "trials": "试验次数", "half-width": "半宽", "pilot": "预演", "run": "运行",
    "roles": "角色", "utility": "效用", "utilities": "效用", "weights": "权重", "outcome space": "谈判空间", "batch": "批次",
    "targets": "目标", "Pareto set": "帕累托集", "market day": "市场日", "references": "参照", "parcels": "包裹", "demand kind": "需求分布",
    "disagreement point": "谈判破裂点", "show": "场次", "lang": "语言", "NegMAS scenario": "NegMAS 场景",
}  # fmt: skip
_SYSTEM = {
    "No such file or directory": "没有这个文件或文件夹", "Permission denied": "没有权限", "Is a directory": "这是一个文件夹",
    "Not a directory": "这不是文件夹", "File name too long": "文件名太长", "No space left on device": "磁盘已满",
    "Read-only file system": "文件系统只读", "File exists": "文件已存在", "Input/output error": "读写错误",
    "Too many levels of symbolic links": "链接层数太多", "Too many open files": "打开的文件太多", "File too large": "文件太大",
    "Cannot allocate memory": "内存不足", "Resource temporarily unavailable": "系统资源暂时不足", "Invalid argument": "参数无效",
    "a directory, expected a YAML file": "这是文件夹，应为 YAML 文件", "unreadable": "无法读取",
}  # fmt: skip
_SYNTAX = {
    "mapping values are not allowed in this context": "此处不能有“键: 值”", "mapping values are not allowed here": "此处不能有“键: 值”",
    "could not find expected ':'": "缺少“:”", "did not find expected key": "缺少应有的键", "expected <block end>, but found '<scalar>'": "缩进或结构有误",
    "did not find expected '-' indicator": "缺少“-”", "did not find expected ',' or ']'": "缺少“,”或“]”",
    "did not find expected ',' or '}'": "缺少“,”或“}”", "did not find expected node content": "缺少内容",
    "did not find expected <document start>": "缺少文档开头", "found character that cannot start any token": "有不能作开头的字符（如制表符）",
    "found a tab character that violates indentation": "缩进中有制表符", "found a tab character where an indentation space is expected": "缩进中有制表符",
    "found unexpected end of stream": "文件意外结束", "found unexpected document indicator": "有多余的文档标记",
    "found unknown escape character": "有不认识的转义符", "found undefined tag handle": "有未定义的标签", "found unexpected ':'": "有多余的“:”",
    "block sequence entries are not allowed in this context": "此处不能有“- ”列表项", "mapping keys are not allowed in this context": "此处不能有键",
    "control characters are not allowed": "含有控制字符", "did not find expected alphabetic or numeric character": "缺少字母或数字",
    "did not find expected comment or line break": "缺少注释或换行", "did not find expected hexdecimal number": "缺少十六进制数",
    "invalid leading UTF-8 octet": "不是 UTF-8 文字", "while scanning a quoted scalar": "引号未闭合",
    "Expecting value": "缺少值", "Expecting property name enclosed in double quotes": "键名须用双引号", "Expecting ',' delimiter": "缺少“,”",
    "Expecting ':' delimiter": "缺少“:”", "Extra data": "末尾有多余内容", "Unterminated string starting at": "字符串未结束",
    "Invalid control character at": "有控制字符", "Invalid \\escape": "转义符有误", "Illegal trailing comma before end of object": "末尾多了“,”",
    "Illegal trailing comma before end of array": "末尾多了“,”", "Invalid \\uXXXX escape": "转义符有误",
    "no element found": "没有元素", "not well-formed (invalid token)": "格式有误", "mismatched tag": "标签不配对",
    "junk after document element": "末尾有多余内容", "unclosed token": "标记未结束", "duplicate attribute": "属性重复", "undefined entity": "实体未定义",
}  # fmt: skip
WORDS: dict[str, str] = {**_KINDS, **_THINGS, **_SYSTEM, **_SYNTAX}
