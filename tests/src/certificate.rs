//! A certificate of this machine, which nobody has signed but itself.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::{env, fs, process};

use crate::project;

/// The folder with `cert.pem` and `key.pem`, made once in the life of a program.
pub fn certificate() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let folder = env::temp_dir().join(format!("mixvel-auth-certificate-{}", process::id()));
        fs::create_dir_all(&folder).unwrap();
        let made = project::node("tests/certificate.mjs").arg(&folder).status().unwrap();
        assert!(made.success(), "tests/certificate.mjs: {made}");
        folder
    })
}
