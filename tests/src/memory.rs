//! The runtime's processes and the memory they hold, from `/proc`.

use std::fs;

/// Processes started by this one, and by those, whose program has this name.
pub fn descendants(pid: u32, program: &str) -> Vec<u32> {
    let children: Vec<u32> = fs::read_to_string(format!("/proc/{pid}/task/{pid}/children"))
        .unwrap_or_default()
        .split_whitespace()
        .map(|child| child.parse().expect("a process has a number"))
        .collect();
    let named =
        |pid: &u32| fs::read_to_string(format!("/proc/{pid}/comm")).is_ok_and(|name| name.trim() == program);
    let further = children.iter().flat_map(|child| descendants(*child, program));
    children.iter().copied().filter(named).chain(further).collect()
}

/// Memory of a process that is in RAM, in KiB.
pub fn resident_kib(pid: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).expect("the process runs");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("Linux tells it");
    line.trim().trim_end_matches(" kB").parse().expect("a number of KiB")
}
