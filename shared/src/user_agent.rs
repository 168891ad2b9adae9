//! What a browser calls itself, in two words that people know: for lists of sessions and for mails.
//!
//! Browsers name others for old times' sake, so the first that is found in the order of the table is meant.

/// Part of a user agent, and the browser that alone sends it.
const BROWSERS: [(&str, &str); 11] = [
    ("YaBrowser/", "Yandex Browser"),
    ("EdgiOS/", "Edge"),
    ("EdgA/", "Edge"),
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("CriOS/", "Chrome"),
    ("FxiOS/", "Firefox"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
];

/// Part of a user agent, and the system that it stands for.
const SYSTEMS: [(&str, &str); 8] = [
    ("Windows", "Windows"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "macOS"),
    ("Macintosh", "macOS"),
    ("Linux", "Linux"),
];

/// The browser and its system, each as far as it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Device {
    /// The browser.
    pub browser: Option<&'static str>,
    /// The system it runs on.
    pub system: Option<&'static str>,
}

/// Reads a `User-Agent` field (RFC 9110 section 10.1.5).
pub fn device(user_agent: &str) -> Device {
    let find = |table: &[(&str, &'static str)]| {
        table.iter().find(|(part, _)| user_agent.contains(part)).map(|(_, name)| *name)
    };
    Device { browser: find(&BROWSERS), system: find(&SYSTEMS) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_and_systems_are_told_by_the_names_that_people_know() {
        let webkit = "AppleWebKit/537.36 (KHTML, like Gecko)";
        let chrome =
            format!("Mozilla/5.0 (Windows NT 10.0; Win64; x64) {webkit} Chrome/140.0.0.0 Safari/537.36");
        for (user_agent, browser, system) in [
            (chrome.clone(), Some("Chrome"), Some("Windows")),
            (format!("{chrome} Edg/140.0.0.0"), Some("Edge"), Some("Windows")),
            (format!("{chrome} YaBrowser/25.8.0.0"), Some("Yandex Browser"), Some("Windows")),
            (
                "Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0".into(),
                Some("Firefox"),
                Some("Linux"),
            ),
            (
                format!(
                    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {webkit} Version/18.6 Safari/605.1.15"
                ),
                Some("Safari"),
                Some("macOS"),
            ),
            (
                format!(
                    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) {webkit} CriOS/140.0 Mobile/15E148 Safari/604.1"
                ),
                Some("Chrome"),
                Some("iPhone"),
            ),
            (
                format!("Mozilla/5.0 (Linux; Android 15) {webkit} Chrome/140.0.0.0 Mobile Safari/537.36"),
                Some("Chrome"),
                Some("Android"),
            ),
            ("curl/8.5.0".to_owned(), None, None),
            (String::new(), None, None),
        ] {
            assert_eq!(device(&user_agent), Device { browser, system }, "{user_agent}");
        }
    }
}
