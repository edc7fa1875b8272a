"""Say in Chinese what an error of the operating system means: what happened, and what to do."""

from __future__ import annotations

import errno

_MEANINGS = {
    errno.ENOSPC: ("磁盘已满", "请清理磁盘"),
    errno.EDQUOT: ("磁盘配额已用完", "请清理文件或申请配额"),
    errno.EROFS: ("磁盘是只读的", "请检查磁盘的挂载方式"),
    errno.EACCES: ("没有权限", "请检查文件夹权限，文件在别的程序里开着的请先关闭"),
    errno.EPERM: ("没有权限", "请检查文件夹权限"),
    errno.EIO: ("磁盘读写出错", "请检查磁盘与网络盘的连接"),
    errno.EMFILE: ("打开的文件过多", "请关闭别的程序"),
    errno.ENFILE: ("打开的文件过多", "请关闭别的程序"),
}


def is_of_system(error: OSError) -> bool:
    """Tell whether an error is the machine's (a full disk, no permission), not a fault of our code."""
    return error.errno in _MEANINGS


def reason(error: OSError) -> str:
    """Return what happened; in the system's own words where we have none."""
    return _MEANINGS.get(error.errno or 0, (error.strerror or str(error), ""))[0]


def remedy(error: OSError) -> str:
    """Return what to do."""
    return _MEANINGS.get(error.errno or 0, ("", "请检查磁盘空间与权限"))[1]


def explain(place: object, what: str, error: OSError) -> str:
    """Return one line: the place, what could not be done there, why, and what to do."""
    return f"{place}：{what}（{reason(error)}），{remedy(error)}。"


def line(error: OSError) -> str:
    """Return one line: the file that the error names, what happened, and what to do."""
    place = error.filename2 or error.filename
    where = f"{place}：" if isinstance(place, str) and place else ""
    return f"{where}{reason(error)}，{remedy(error)}后再执行一次。"
