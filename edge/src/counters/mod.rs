//! What is counted, and against whom: wrong passwords and codes, waits, mails. `docs/locks.md` tells the rules.

pub mod code_check;
pub mod locks;
pub mod mail_allowance;
pub mod password_check;
pub mod session_code;
pub mod tries;
