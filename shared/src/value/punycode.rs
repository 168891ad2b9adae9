//! Labels of international domain names, in letters and in ASCII (RFC 3492): arithmetic alone, without the tables that
//! say which characters such a name may have or how they are normalized (UTS 46).

/// What a label in ASCII begins with (RFC 5890 section 2.3.2.1).
const PREFIX: &str = "xn--";

// The parameters of RFC 3492 section 5.
const BASE: u32 = 36;
const T_MIN: u32 = 1;
const T_MAX: u32 = 26;
const SKEW: u32 = 38;
const DAMP: u32 = 700;
const FIRST_BIAS: u32 = 72;
const FIRST_N: u32 = 128;

/// A domain with every label in ASCII.
pub(super) fn to_ascii(domain: &str) -> String {
    let label = |label: &str| match encode(label) {
        Some(digits) if !label.is_ascii() => format!("{PREFIX}{digits}"),
        _ => label.to_owned(),
    };
    domain.split('.').map(label).collect::<Vec<_>>().join(".")
}

/// The letters that a label in ASCII and lower case stands for; none if it is written in another way than this.
pub(super) fn letters(label: &str) -> Option<String> {
    let digits = label.strip_prefix(PREFIX)?;
    decode(digits).filter(|letters| !letters.is_ascii() && encode(letters).as_deref() == Some(digits))
}

/// RFC 3492 section 6.2.
fn decode(digits: &str) -> Option<String> {
    let (basic, rest) = digits.rsplit_once('-').unwrap_or(("", digits));
    let mut letters: Vec<char> = basic.chars().collect();
    let (mut n, mut i, mut bias) = (FIRST_N, 0_u32, FIRST_BIAS);
    let mut rest = rest.bytes().peekable();
    while rest.peek().is_some() {
        let (before, mut weight, mut k) = (i, 1_u32, BASE);
        loop {
            let digit = value(rest.next()?)?;
            i = i.checked_add(digit.checked_mul(weight)?)?;
            let t = threshold(k, bias);
            if digit < t {
                break;
            }
            weight = weight.checked_mul(BASE - t)?;
            k += BASE;
        }
        let count = u32::try_from(letters.len()).ok()?.checked_add(1)?;
        bias = adapt(i - before, count, before == 0);
        n = n.checked_add(i / count)?;
        i %= count;
        letters.insert(usize::try_from(i).ok()?, char::from_u32(n)?);
        i += 1;
    }
    Some(letters.into_iter().collect())
}

/// RFC 3492 section 6.3.
fn encode(label: &str) -> Option<String> {
    let mut digits: String = label.chars().filter(char::is_ascii).collect();
    let basic = u32::try_from(digits.len()).ok()?;
    if basic > 0 {
        digits.push('-');
    }
    let all = u32::try_from(label.chars().count()).ok()?;
    let (mut n, mut delta, mut bias, mut done) = (FIRST_N, 0_u32, FIRST_BIAS, basic);
    while done < all {
        let next = label.chars().map(u32::from).filter(|letter| *letter >= n).min()?;
        delta = delta.checked_add((next - n).checked_mul(done + 1)?)?;
        n = next;
        for letter in label.chars().map(u32::from) {
            if letter < n {
                delta = delta.checked_add(1)?;
            }
            if letter == n {
                number(delta, bias, &mut digits)?;
                bias = adapt(delta, done + 1, done == basic);
                delta = 0;
                done += 1;
            }
        }
        delta = delta.checked_add(1)?;
        n += 1;
    }
    Some(digits)
}

/// Writes a number of variable length (RFC 3492 section 3.3).
fn number(delta: u32, bias: u32, digits: &mut String) -> Option<()> {
    let (mut rest, mut k) = (delta, BASE);
    loop {
        let t = threshold(k, bias);
        if rest < t {
            digits.push(char::from_digit(digit(rest), BASE)?);
            return Some(());
        }
        digits.push(char::from_digit(digit(t + (rest - t) % (BASE - t)), BASE)?);
        rest = (rest - t) / (BASE - t);
        k += BASE;
    }
}

/// What `char::from_digit` calls the digit: RFC 3492 counts the letters from 0 and the figures behind them.
fn digit(value: u32) -> u32 {
    (value + 10) % BASE
}

/// The value of a digit in lower case (RFC 3492 section 5).
fn value(byte: u8) -> Option<u32> {
    match byte {
        b'a'..=b'z' => Some(u32::from(byte - b'a')),
        b'0'..=b'9' => Some(u32::from(byte - b'0') + 26),
        _ => None,
    }
}

fn threshold(k: u32, bias: u32) -> u32 {
    k.saturating_sub(bias).clamp(T_MIN, T_MAX)
}

/// RFC 3492 section 6.1.
fn adapt(delta: u32, count: u32, is_first: bool) -> u32 {
    let mut delta = if is_first { delta / DAMP } else { delta / 2 };
    delta += delta / count;
    let mut k = 0;
    while delta > (BASE - T_MIN) * T_MAX / 2 {
        delta /= BASE - T_MIN;
        k += BASE;
    }
    k + (BASE - T_MIN + 1) * delta / (delta + SKEW)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_samples_of_the_standard_and_of_the_registries_come_out_both_ways() {
        for (letters_of, ascii) in [
            ("почта", "xn--80a1acny"),
            ("рф", "xn--p1ai"),
            ("bücher", "xn--bcher-kva"),
            ("他们为什么不说中文", "xn--ihqwcrb4cv8a8dqg056pqjye"),
            ("почемужеонинеговорятпорусски", "xn--b1abfaaepdrnnbgefbadotcwatmq2g4l"),
            ("3年b組金八先生", "xn--3b-ww4c5e180e575a65lsy2b"),
        ] {
            assert_eq!(to_ascii(letters_of), ascii);
            assert_eq!(letters(ascii).as_deref(), Some(letters_of));
        }
        assert_eq!(to_ascii("mail.почта.рф"), "mail.xn--80a1acny.xn--p1ai");
        assert_eq!(to_ascii("demo.mixvel.com"), "demo.mixvel.com");
    }

    #[test]
    fn what_stands_for_no_letters_stays_as_it_is() {
        for none in
            ["", "mixvel", "xn--", "xn---", "xn--a-", "xn--é", "xn--99999999", "xn--80a1acny-", "xn--80a_1"]
        {
            assert_eq!(letters(none), None, "{none}");
        }
    }

    proptest! {
        #[test]
        fn every_label_comes_back(label in "[a-zа-яё\u{4e00}-\u{4eff}\u{1f600}-\u{1f64f}0-9-]{1,40}") {
            let ascii = to_ascii(&label);
            prop_assert!(ascii.is_ascii());
            if !label.is_ascii() {
                prop_assert_eq!(letters(&ascii), Some(label));
            }
        }

        #[test]
        fn no_digits_break_the_reader(digits in "[a-z0-9-]{0,40}") {
            let label = format!("xn--{digits}");
            if let Some(read) = letters(&label) {
                prop_assert_eq!(to_ascii(&read), label);
            }
        }
    }
}
